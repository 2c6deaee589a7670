using Keepone.Core.Model;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Keepone.Protocol;

/// <summary>
/// Turns an observation into its message and back. The way back trusts nothing: see <see cref="ProtocolLimits"/>.
/// </summary>
public static class ObservationMapping
{
    /// <summary>The message of an observation. Sentences and lists longer than the limits are clipped; names are not.</summary>
    /// <param name="observation">The observation.</param>
    /// <returns>The message; times are in UTC.</returns>
    public static V1.Observation ToMessage(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var message = new V1.Observation
        {
            RouterId = observation.Router.ToString(),
            RouterName = observation.RouterName,
            Node = observation.Node,
            AdvertInterval = Duration.FromTimeSpan(observation.AdvertInterval),
            State = ToMessage(observation.State),
            Reason = Clip(observation.Reason),
            Since = Timestamp.FromDateTimeOffset(observation.Since),
            At = Timestamp.FromDateTimeOffset(observation.At),
            Kernel = new V1.KernelEvidence
            {
                NamespacePresent = observation.Kernel.NamespacePresent,
                HaInterfacePresent = observation.Kernel.HaInterfacePresent,
                HaInterfaceUp = observation.Kernel.HaInterfaceUp,
                VipPresent = observation.Kernel.VipPresent,
            },
            Keepalived = ToMessage(observation.Keepalived),
            Wire = new V1.WireEvidence { Rejected = observation.Wire.Rejected },
            Health = HealthMapping.ToMessage(observation.Health),
            Guard = GuardMapping.ToMessage(observation.Guard),
            Supervision = Clip(observation.Supervision),
            Keeper = observation.Keeper == Keeper.Neutron ? V1.Keeper.Neutron : V1.Keeper.Keepone,
        };
        if (observation.HaAddress is { } address)
        {
            message.HaAddress = address;
        }

        message.Replicas.AddRange(observation.Replicas.Take(ProtocolLimits.MostReplicasPerRouter));
        message.Disagreements.AddRange(observation.Disagreements.Take(ProtocolLimits.MostDisagreements).Select(Clip));
        message.Wire.Heard.AddRange(observation.Wire.Heard.Take(ProtocolLimits.MostHeard).Select(ToMessage));
        return message;
    }

    /// <summary>Reads an observation that somebody sent.</summary>
    /// <param name="message">The message.</param>
    /// <param name="node">The node that the sender is known to be; it can only speak for itself.</param>
    /// <param name="rejection">Why the message is refused, in one sentence; null when it is not.</param>
    /// <returns>The observation; null when the message is refused.</returns>
    public static Observation? FromMessage(V1.Observation message, string node, out string? rejection)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(node);
        rejection = ObservationValidation.Check(message, node, out var router);
        if (rejection is not null)
        {
            return null;
        }

        return new Observation
        {
            Router = router,
            RouterName = message.RouterName,
            Node = message.Node,
            Replicas = [.. message.Replicas],
            AdvertInterval = message.AdvertInterval.ToTimeSpan(),
            State = FromMessage(message.State),
            Reason = message.Reason,
            Since = message.Since.ToDateTimeOffset(),
            At = message.At.ToDateTimeOffset(),
            Kernel = new KernelEvidence(
                message.Kernel.NamespacePresent, message.Kernel.HaInterfacePresent, message.Kernel.HaInterfaceUp, message.Kernel.VipPresent),
            Keepalived = new KeepalivedEvidence(
                message.Keepalived.HasPid ? message.Keepalived.Pid : null,
                FromMessage(message.Keepalived.Reported),
                message.Keepalived.HasPriority ? message.Keepalived.Priority : null,
                message.Keepalived.HasVersion ? message.Keepalived.Version : null,
                FromMessage(message.Keepalived.Condition)),
            Wire = new WireEvidence(
                [.. message.Wire.Heard.Select(heard => new HeardAdvert(
                    heard.Source, heard.HasNode ? heard.Node : null, heard.Priority, heard.LastHeard.ToDateTimeOffset()))],
                message.Wire.Rejected),
            Disagreements = [.. message.Disagreements],
            Health = HealthMapping.FromMessage(message.Health),
            Guard = GuardMapping.FromMessage(message.Guard),
            Supervision = message.Supervision,
            Keeper = message.Keeper == V1.Keeper.Neutron ? Keeper.Neutron : Keeper.Keepone,
            HaAddress = message.HasHaAddress ? message.HaAddress : null,
        };
    }

    private static V1.KeepalivedEvidence ToMessage(KeepalivedEvidence evidence)
    {
        var message = new V1.KeepalivedEvidence { Reported = ToMessage(evidence.Reported), Condition = ToMessage(evidence.Condition) };
        if (evidence.Pid is { } pid)
        {
            message.Pid = pid;
        }

        if (evidence.Priority is { } priority)
        {
            message.Priority = priority;
        }

        if (evidence.Version is { } version)
        {
            message.Version = version;
        }

        return message;
    }

    private static V1.HeardAdvert ToMessage(HeardAdvert heard)
    {
        var message = new V1.HeardAdvert
        {
            Source = heard.Source,
            Priority = heard.Priority,
            LastHeard = Timestamp.FromDateTimeOffset(heard.LastHeard),
        };
        if (heard.Node is { } node)
        {
            message.Node = node;
        }

        return message;
    }

    internal static V1.VrrpState ToMessage(VrrpState state) => state switch
    {
        VrrpState.Init => V1.VrrpState.Init,
        VrrpState.Backup => V1.VrrpState.Backup,
        VrrpState.Master => V1.VrrpState.Master,
        VrrpState.Fault => V1.VrrpState.Fault,
        VrrpState.Down => V1.VrrpState.Down,
        _ => V1.VrrpState.Unknown,
    };

    // A state that a newer agent knows and this controller does not is Unknown to it.
    internal static VrrpState FromMessage(V1.VrrpState state) => state switch
    {
        V1.VrrpState.Init => VrrpState.Init,
        V1.VrrpState.Backup => VrrpState.Backup,
        V1.VrrpState.Master => VrrpState.Master,
        V1.VrrpState.Fault => VrrpState.Fault,
        V1.VrrpState.Down => VrrpState.Down,
        _ => VrrpState.Unknown,
    };

    private static V1.ProcessCondition ToMessage(ProcessCondition condition) => condition switch
    {
        ProcessCondition.Stalled => V1.ProcessCondition.Stalled,
        ProcessCondition.Stopped => V1.ProcessCondition.Stopped,
        _ => V1.ProcessCondition.Normal,
    };

    private static ProcessCondition FromMessage(V1.ProcessCondition condition) => condition switch
    {
        V1.ProcessCondition.Stalled => ProcessCondition.Stalled,
        V1.ProcessCondition.Stopped => ProcessCondition.Stopped,
        _ => ProcessCondition.Normal,
    };

    private static string Clip(string sentence) => ForeignText.Clip(sentence, ProtocolLimits.LongestSentence);
}
