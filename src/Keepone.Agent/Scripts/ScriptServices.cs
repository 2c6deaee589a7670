using System.Globalization;
using Keepone.Agent.Configuration;
using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>What all scripts of the node share.</summary>
/// <param name="Reactor">The thread that checks live on.</param>
/// <param name="Queue">Whose turn it is.</param>
/// <param name="Identity">Whom they run as.</param>
internal sealed record ScriptServices(Reactor Reactor, ScriptQueue Queue, ScriptIdentity Identity) : IDisposable
{
    private const string GroupPrefix = "keepone-check-";

    /// <summary>Makes them.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="options">The options.</param>
    /// <returns>The services; disposed when nothing runs any more.</returns>
    public static ScriptServices Of(Reactor reactor, ScriptOptions options) => Of(reactor, options.Concurrent, ScriptIdentity.Of(options.User));

    /// <summary>Makes them.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="concurrent">How many scripts run at one time.</param>
    /// <param name="identity">Whom they run as.</param>
    /// <returns>The services; disposed when nothing runs any more.</returns>
    public static ScriptServices Of(Reactor reactor, int concurrent, ScriptIdentity identity)
    {
        if (identity.Sandboxes)
        {
            ControlGroup.RemoveLeftovers(GroupPrefix);
        }

        var queue = new ScriptQueue(
            reactor, concurrent, slot => identity.Sandboxes ? ControlGroup.TryCreate(NameOf(slot), ScriptLimits.Group) : null);
        return new ScriptServices(reactor, queue, identity);
    }

    /// <inheritdoc/>
    public void Dispose() => Queue.Dispose();

    // Of this process alone: several agents of a lab may be in one control group.
    private static string NameOf(int slot) => string.Create(CultureInfo.InvariantCulture, $"{GroupPrefix}{Environment.ProcessId}-{slot}");
}
