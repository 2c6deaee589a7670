using Microsoft.Extensions.Logging;

namespace Keepone.Agent;

/// <summary>Every text that the agent logs. Event ids are stable: 1000 the process, 1100 specifications, 1200 replicas, 1300 reporting.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(EventId = 1001, EventName = "AgentStarted", Level = LogLevel.Information,
        Message = "Agent {Version} runs on node {Node} with keepalived {Keepalived}; routers are read from {Directory}.")]
    public static partial void Started(ILogger logger, string version, string node, string keepalived, string directory);

    [LoggerMessage(EventId = 1002, EventName = "AgentStopped", Level = LogLevel.Information,
        Message = "Agent stops. {Running} keepalived processes go on without it.")]
    public static partial void Stopped(ILogger logger, int running);

    [LoggerMessage(EventId = 1003, EventName = "DescriptorFault", Level = LogLevel.Error,
        Message = "Reading {Descriptor} failed and was given up: {Problem}. It is opened anew within {Seconds} s.")]
    public static partial void DescriptorFault(ILogger logger, string descriptor, string problem, double seconds);

    [LoggerMessage(EventId = 1004, EventName = "StatusRequestFailed", Level = LogLevel.Debug,
        Message = "A request on the status socket failed: {Problem}.")]
    public static partial void StatusRequestFailed(ILogger logger, string problem);

    [LoggerMessage(EventId = 1005, EventName = "OwnTrouble", Level = LogLevel.Warning, Message = "The agent itself has trouble: {Trouble}.")]
    public static partial void OwnTrouble(ILogger logger, string trouble);

    [LoggerMessage(EventId = 1006, EventName = "Stuck", Level = LogLevel.Error,
        Message = "{Loop}; {Count} loops hang. The watchdog is not fed until they come round, so systemd starts the agent again. Routers go on.")]
    public static partial void Stuck(ILogger logger, string loop, int count);

    [LoggerMessage(EventId = 1101, EventName = "RoutersLoaded", Level = LogLevel.Information,
        Message = "{Count} routers are specified in {Directory}.")]
    public static partial void RoutersLoaded(ILogger logger, int count, string directory);

    [LoggerMessage(EventId = 1102, EventName = "SpecificationProblem", Level = LogLevel.Error, Message = "{Problem}.")]
    public static partial void SpecificationProblem(ILogger logger, string problem);

    [LoggerMessage(EventId = 1103, EventName = "DirectoryUnreadable", Level = LogLevel.Error,
        Message = "{Directory} cannot be read: {Problem}. The known routers stay in force.")]
    public static partial void DirectoryUnreadable(ILogger logger, string directory, string problem);

    [LoggerMessage(EventId = 1104, EventName = "LastGoodNotKept", Level = LogLevel.Warning,
        Message = "The last good specifications cannot be kept in {Directory}: {Problem}. They are lost if the agent restarts while a file is bad.")]
    public static partial void LastGoodNotKept(ILogger logger, string directory, string problem);

    [LoggerMessage(EventId = 1105, EventName = "StrayReplica", Level = LogLevel.Warning, Message = "{Sentence}.")]
    public static partial void StrayReplica(ILogger logger, string sentence);

    [LoggerMessage(EventId = 1201, EventName = "StateChanged", Level = LogLevel.Information,
        Message = "Router {Router}: {From} -> {To}, because {Reason}.")]
    public static partial void StateChanged(ILogger logger, string router, string from, string to, string reason);

    [LoggerMessage(EventId = 1202, EventName = "ReplicaStep", Level = LogLevel.Information, Message = "Router {Router}: {Sentence}.")]
    public static partial void ReplicaStep(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1203, EventName = "ReplicaTrouble", Level = LogLevel.Error, Message = "Router {Router}: {Problem}. It is tried again.")]
    public static partial void ReplicaTrouble(ILogger logger, string router, string problem);

    [LoggerMessage(EventId = 1204, EventName = "KeepalivedAdopted", Level = LogLevel.Information,
        Message = "Router {Router}: keepalived {Pid} runs already and is adopted.")]
    public static partial void KeepalivedAdopted(ILogger logger, string router, int pid);

    [LoggerMessage(EventId = 1205, EventName = "KeepalivedDied", Level = LogLevel.Error,
        Message = "Router {Router}: keepalived {Pid} died. It is started again in {Seconds} s.")]
    public static partial void KeepalivedDied(ILogger logger, string router, int pid, double seconds);

    [LoggerMessage(EventId = 1206, EventName = "ConfigurationRefused", Level = LogLevel.Error,
        Message = "Router {Router}: keepalived does not take the configuration: {Problem}. What runs goes on unchanged.")]
    public static partial void ConfigurationRefused(ILogger logger, string router, string problem);

    [LoggerMessage(EventId = 1207, EventName = "HealthWritten", Level = LogLevel.Information,
        Message = "Router {Router}: health is {Value}, because {Reason}.")]
    public static partial void HealthWritten(ILogger logger, string router, int value, string reason);

    [LoggerMessage(EventId = 1208, EventName = "AdvertRejected", Level = LogLevel.Warning,
        Message = "Router {Router}: a VRRP packet on the HA network was rejected: {Reason}. Further ones are only counted.")]
    public static partial void AdvertRejected(ILogger logger, string router, string reason);

    [LoggerMessage(EventId = 1209, EventName = "ReplicaRetired", Level = LogLevel.Information,
        Message = "Router {Router} is no longer specified for this node: keepalived {Pid} is ended.")]
    public static partial void ReplicaRetired(ILogger logger, string router, int pid);

    [LoggerMessage(EventId = 1210, EventName = "AddressesReleased", Level = LogLevel.Warning,
        Message = "Router {Router}: {Addresses} and {Routes} routes were taken from its interfaces, because {Reason}.")]
    public static partial void AddressesReleased(ILogger logger, string router, string addresses, int routes, string reason);

    [LoggerMessage(EventId = 1211, EventName = "VrrpProcessDied", Level = LogLevel.Error,
        Message = "Router {Router}: the VRRP process {Vrrp} of keepalived {Pid} died.")]
    public static partial void VrrpProcessDied(ILogger logger, string router, int vrrp, int pid);

    [LoggerMessage(EventId = 1212, EventName = "OrphanEnded", Level = LogLevel.Warning,
        Message = "Router {Router}: process {Pid} of an earlier keepalived is ended: {Reason}.")]
    public static partial void OrphanEnded(ILogger logger, string router, int pid, string reason);

    [LoggerMessage(EventId = 1213, EventName = "ForeignKeepalived", Level = LogLevel.Warning,
        Message = "Router {Router}: {Addresses} are on its interfaces and its keepalived does not hold them, but keepalived {Pid} of somebody else runs in its namespace. They are left alone.")]
    public static partial void ForeignKeepalived(ILogger logger, string router, string addresses, int pid);

    [LoggerMessage(EventId = 1214, EventName = "ReplicaRecovered", Level = LogLevel.Information, Message = "Router {Router}: it is looked after again without trouble.")]
    public static partial void ReplicaRecovered(ILogger logger, string router);

    [LoggerMessage(EventId = 1215, EventName = "KeepalivedStopped", Level = LogLevel.Error, Message = "Router {Router}: {Sentence}.")]
    public static partial void KeepalivedStopped(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1216, EventName = "ReloadWithoutEffect", Level = LogLevel.Error,
        Message = "Router {Router}: keepalived {Pid} was told to reload and does not show it: {Missing}. {Next}.")]
    public static partial void ReloadWithoutEffect(ILogger logger, string router, int pid, string missing, string next);

    [LoggerMessage(EventId = 1231, EventName = "GuardSays", Level = LogLevel.Information, Message = "Router {Router}: {Sentence}")]
    public static partial void GuardSays(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1232, EventName = "GuardStops", Level = LogLevel.Warning, Message = "Router {Router}: {Sentence}")]
    public static partial void GuardStops(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1233, EventName = "GuardHindered", Level = LogLevel.Error,
        Message = "Router {Router}: its guard cannot take part: {Reason}. Its quorum file stays as it is.")]
    public static partial void GuardHindered(ILogger logger, string router, string reason);

    [LoggerMessage(EventId = 1234, EventName = "StopWithoutEffect", Level = LogLevel.Error, Message = "Router {Router}: {Sentence}.")]
    public static partial void StopWithoutEffect(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1235, EventName = "QuorumWritten", Level = LogLevel.Debug, Message = "Router {Router}: its quorum file says {Value}.")]
    public static partial void QuorumWritten(ILogger logger, string router, int value);

    [LoggerMessage(EventId = 1236, EventName = "BootNumberTrouble", Level = LogLevel.Warning,
        Message = "The number of this start of the agent: {Problem}. After a step of the clock backwards other voters may not hear this node.")]
    public static partial void BootNumberTrouble(ILogger logger, string problem);

    [LoggerMessage(EventId = 1237, EventName = "LeaveOverdue", Level = LogLevel.Warning,
        Message = "The guards of {Count} routers did not finish leaving within {Seconds} s; the agent ends without them.")]
    public static partial void LeaveOverdue(ILogger logger, int count, double seconds);

    [LoggerMessage(EventId = 1238, EventName = "GuardWeak", Level = LogLevel.Warning, Message = "Router {Router}: {Sentence}.")]
    public static partial void GuardWeak(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1251, EventName = "CheckSickened", Level = LogLevel.Warning, Message = "Router {Router}: {Sentence}.")]
    public static partial void CheckSickened(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1252, EventName = "CheckBroken", Level = LogLevel.Warning, Message = "Router {Router}: {Sentence}.")]
    public static partial void CheckBroken(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1253, EventName = "CheckSays", Level = LogLevel.Information, Message = "Router {Router}: {Sentence}.")]
    public static partial void CheckSays(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1271, EventName = "NeutronWatched", Level = LogLevel.Information,
        Message = "Router {Router} is Neutron's and is watched: VRID {Vrid} on {Interface}, VIP {Vip}. Nothing of it is changed.")]
    public static partial void NeutronWatched(ILogger logger, string router, int vrid, string @interface, string vip);

    [LoggerMessage(EventId = 1272, EventName = "NeutronLeft", Level = LogLevel.Information,
        Message = "Router {Router} of Neutron's is no longer watched on this node.")]
    public static partial void NeutronLeft(ILogger logger, string router);

    [LoggerMessage(EventId = 1273, EventName = "NeutronProblem", Level = LogLevel.Warning, Message = "{Problem}.")]
    public static partial void NeutronProblem(ILogger logger, string problem);

    [LoggerMessage(EventId = 1221, EventName = "KeepalivedAsked", Level = LogLevel.Warning,
        Message = "Router {Router}: keepalived {Pid} is asked for its state, because {Reason}.")]
    public static partial void KeepalivedAsked(ILogger logger, string router, int pid, string reason);
}
