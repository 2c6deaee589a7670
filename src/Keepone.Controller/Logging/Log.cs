using Keepone.Core.Diagnosis;

namespace Keepone.Controller.Logging;

/// <summary>Every text that the controller logs, with its stable id (docs/runbook.md).</summary>
// The sentence says it all to people; the other properties say it to programs, in the JSON form of the log.
#pragma warning disable SYSLIB1015
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Error, "{Sentence}", EventName = "MultipleMasters")]
    internal static partial void MultipleMasters(
        ILogger logger, string sentence, string router, long incident, string status, string certainty, string cause, string masters);

    [LoggerMessage(2002, LogLevel.Warning, "{Sentence}", EventName = "MultipleMastersSuspected")]
    internal static partial void MultipleMastersSuspected(
        ILogger logger, string sentence, string router, long incident, string status, string certainty, string cause, string masters);

    [LoggerMessage(2003, LogLevel.Warning, "{Sentence}", EventName = "NoMaster")]
    internal static partial void NoMaster(
        ILogger logger, string sentence, string router, long incident, string status, string certainty, string cause, string masters);

    [LoggerMessage(2004, LogLevel.Information, "{Sentence}", EventName = "IncidentChanged")]
    internal static partial void IncidentChanged(
        ILogger logger, string sentence, string router, long incident, string status, string certainty, string cause, string masters);

    [LoggerMessage(2005, LogLevel.Information, "{Sentence}", EventName = "IncidentClosed")]
    internal static partial void IncidentClosed(
        ILogger logger, string sentence, string router, long incident, string status, string certainty, string cause, string masters);

    [LoggerMessage(2006, LogLevel.Information, "{Sentence}", EventName = "OverlapRecorded")]
    internal static partial void OverlapRecorded(
        ILogger logger, string sentence, string router, string masters, double milliseconds);

    [LoggerMessage(2007, LogLevel.Information, "Router {Router} is {Status}: {Sentence}", EventName = "RouterStatusChanged")]
    internal static partial void RouterStatusChanged(
        ILogger logger, string router, RouterStatus status, string sentence, string certainty, string? cause);

    [LoggerMessage(2008, LogLevel.Warning, "{Sentence}", EventName = "SickMasterKept")]
    internal static partial void SickMasterKept(ILogger logger, string sentence, string router);

    [LoggerMessage(2009, LogLevel.Information, "Router {Router}: its master need no longer be kept for want of a fitter one.",
        EventName = "SickMasterOver")]
    internal static partial void SickMasterOver(ILogger logger, string router);

    [LoggerMessage(2011, LogLevel.Warning, "{Sentence}", EventName = "CheckBroken")]
    internal static partial void CheckBroken(ILogger logger, string sentence, string router, string node, string check);

    [LoggerMessage(2012, LogLevel.Information, "{Sentence}", EventName = "CheckWorksAgain")]
    internal static partial void CheckWorksAgain(ILogger logger, string sentence, string router, string node, string check);

    [LoggerMessage(2013, LogLevel.Information, "{Sentence}", EventName = "CheckHeld")]
    internal static partial void CheckHeld(ILogger logger, string sentence, string router, string node, string check);

    [LoggerMessage(2101, LogLevel.Information, "Agent {Node} connected, version {Version}.", EventName = "AgentConnected")]
    internal static partial void AgentConnected(ILogger logger, string node, string version);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Warning, EventName = "AgentDead", Message =
        "Agent {Node} is dead: nothing was heard from it since {LastHeard:HH:mm:ss}. See docs/runbook.md#dead-agent")]
    internal static partial void AgentDead(ILogger logger, string node, DateTime lastHeard);

    [LoggerMessage(2103, LogLevel.Information, "Agent {Node} stopped: {Reason}", EventName = "AgentStopped")]
    internal static partial void AgentStopped(ILogger logger, string node, string reason);

    [LoggerMessage(EventId = 2104, Level = LogLevel.Warning, EventName = "AgentRejected", Message =
        "An agent at {Peer} is rejected: {Reason} See docs/runbook.md#agent-rejected")]
    internal static partial void AgentRejected(ILogger logger, string peer, string reason);

    [LoggerMessage(EventId = 2105, Level = LogLevel.Warning, EventName = "AgentReplaced", Message =
        "Two connections speak for node {Node}; the later one is believed. If they are two agents, one has the wrong name.")]
    internal static partial void AgentReplaced(ILogger logger, string node);

    [LoggerMessage(EventId = 2106, Level = LogLevel.Information, EventName = "AgentDisconnected", Message =
        "Agent {Node} lost its connection: {Reason}. It is dead unless it is heard within {Seconds:0} s of its last word.")]
    internal static partial void AgentDisconnected(ILogger logger, string node, string reason, double seconds);

    [LoggerMessage(EventId = 2107, Level = LogLevel.Warning, EventName = "CertificateRefused", Message =
        "The certificate of a client at {Peer} is refused: {Reason}. See docs/runbook.md#agent-rejected")]
    internal static partial void CertificateRefused(ILogger logger, string peer, string reason);

    [LoggerMessage(EventId = 2108, Level = LogLevel.Information, EventName = "StateChangesForgotten", Message =
        "Agent {Node} forgot {Count} changes of state before it could tell them: the history of its replicas has gaps.")]
    internal static partial void StateChangesForgotten(ILogger logger, string node, ulong count);

    [LoggerMessage(EventId = 2201, Level = LogLevel.Warning, EventName = "StoreFailed", Message =
        "The database cannot be written: {Reason} Diagnosis goes on, {Waiting} changes wait. See docs/runbook.md#database")]
    internal static partial void StoreFailed(ILogger logger, string reason, int waiting);

    [LoggerMessage(2202, LogLevel.Information, "The database can be written again.", EventName = "StoreRecovered")]
    internal static partial void StoreRecovered(ILogger logger);

    [LoggerMessage(EventId = 2203, Level = LogLevel.Warning, EventName = "StoreDropped", Message =
        "{Dropped} changes were not stored: too many waited for the database.")]
    internal static partial void StoreDropped(ILogger logger, int dropped);

    [LoggerMessage(2401, LogLevel.Warning, "{Sentence}", EventName = "OrderGiven")]
    internal static partial void OrderGiven(ILogger logger, string sentence, string node, string? router, string by, string why);

    [LoggerMessage(2402, LogLevel.Warning, "{Sentence}", EventName = "OrderNotTaken")]
    internal static partial void OrderNotTaken(ILogger logger, string sentence, string node, string? router, string by, string why);

    [LoggerMessage(EventId = 2403, Level = LogLevel.Warning, EventName = "OrderRefused", Message =
        "An order of {By} was refused: {Reason}")]
    internal static partial void OrderRefused(ILogger logger, string by, string reason);

    [LoggerMessage(EventId = 2301, Level = LogLevel.Warning, EventName = "Stalled", Message =
        "The controller did not run for {Seconds:0.0} s. What it could not hear in that time is not counted as silence.")]
    internal static partial void Stalled(ILogger logger, double seconds);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Error, EventName = "LoopFailed", Message =
        "A message could not be worked on; this is a bug. The diagnosis goes on.")]
    internal static partial void LoopFailed(ILogger logger, Exception error);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Information, EventName = "Listening", Message =
        "Controller {Name} listens for agents on {Agents} and serves its API on {Api}.")]
    internal static partial void Listening(ILogger logger, string name, string agents, string api);

    [LoggerMessage(2304, LogLevel.Information, "Controller {Name} stops.", EventName = "Stopping")]
    internal static partial void Stopping(ILogger logger, string name);

    [LoggerMessage(EventId = 2305, Level = LogLevel.Warning, EventName = "CertificateNotReloaded", Message =
        "A certificate cannot be read, the one read before stays in use: {Reason}")]
    internal static partial void CertificateNotReloaded(ILogger logger, string reason);
}
