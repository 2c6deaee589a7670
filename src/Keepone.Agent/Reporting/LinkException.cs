namespace Keepone.Agent.Reporting;

/// <summary>What kind of trouble a link has: a new kind is worth a new line in the log, a repetition is not.</summary>
internal enum LinkTrouble
{
    /// <summary>Nobody answers at the endpoint.</summary>
    NotThere,

    /// <summary>The certificates do not fit, on one side or the other.</summary>
    NotTrusted,

    /// <summary>The controller does not want this agent.</summary>
    Rejected,

    /// <summary>A connection that worked broke.</summary>
    Lost,
}

/// <summary>Trouble with the link, with a sentence for people.</summary>
internal sealed class LinkException(LinkTrouble trouble, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    internal LinkTrouble Trouble { get; } = trouble;
}
