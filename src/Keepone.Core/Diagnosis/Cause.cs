namespace Keepone.Core.Diagnosis;

/// <summary>A cause of an incident: the evidence that proves it, in one place (DESIGN §8).</summary>
/// <param name="Id">Its identifier, such as <c>ha-network-partition</c>.</param>
/// <param name="Name">Its name in a sentence, such as <c>HA network partition</c>.</param>
/// <param name="Prove">
/// Looks at the evidence on a router with a status; what proves the cause, in words that follow a semicolon, or null when nothing
/// does.
/// </param>
internal sealed record Cause(string Id, string Name, Func<RouterEvidence, RouterStatus, string?> Prove);

/// <summary>A cause with what proves it.</summary>
internal sealed record CauseFinding(Cause Cause, string Proof)
{
    internal string Sentence => $"Cause: {Cause.Name}; {Proof}.";
}
