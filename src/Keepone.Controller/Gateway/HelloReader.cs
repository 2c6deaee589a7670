using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Keepone.Controller.Fleet;
using Keepone.Core.Model;
using Keepone.Protocol;
using Keepone.Protocol.V1;
using Observation = Keepone.Core.Model.Observation;

namespace Keepone.Controller.Gateway;

/// <summary>Checks a hello: who claims to be which node, and says what.</summary>
internal static class HelloReader
{
    /// <summary>Reads a hello.</summary>
    /// <param name="hello">The message; null: the first message was another one.</param>
    /// <param name="certificate">The client's certificate, which chains to the authority; null on a local connection in plain
    /// text.</param>
    /// <param name="rejection">Why the agent is not taken, in one sentence.</param>
    /// <returns>The hello without its session; null when it is rejected.</returns>
    internal static AgentHello? Read(Hello? hello, X509Certificate2? certificate, out string? rejection)
    {
        var observations = ImmutableArray.CreateBuilder<Observation>();
        rejection = hello is null
            ? "The first message was not a hello."
            : Sender(hello) ?? Identity(hello, certificate) ?? Observations(hello, observations);
        return rejection is null
            ? new AgentHello(0, hello!.Node, hello.AgentVersion, hello.BootId, hello.AgentStartId, hello.TellsStateChanges, observations.ToImmutable())
            {
                TakesOrders = hello.TakesOrders,
                Maintenance = OrderMapping.Maintenance(hello.Maintenance),
            }
            : null;
    }

    private static string? Sender(Hello hello)
    {
        if (hello.ProtocolVersion != ProtocolLimits.Version)
        {
            return $"The agent speaks version {hello.ProtocolVersion} of the protocol, this controller speaks {ProtocolLimits.Version}: "
                + "upgrade the older of the two.";
        }

        if (hello.Node.Length is 0 or > 63 || !hello.Node.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            return "The agent's node is not a name of letters, digits, '.', '_' and '-', at most 63 characters.";
        }

        string[] words = [hello.AgentVersion, hello.BootId, hello.AgentStartId];
        return words.Any(word => word.Length > ProtocolLimits.LongestName || word.Any(char.IsControl))
            ? $"The agent's version or one of its ids has more than {ProtocolLimits.LongestName} characters, or such as cannot be printed."
            : null;
    }

    private static string? Identity(Hello hello, X509Certificate2? certificate) =>
        certificate is null || CertificateFiles.Names(certificate, hello.Node)
            ? null
            : $"The agent says that it is node '{hello.Node}', but its certificate names '{Name(certificate)}': "
                + "give the node a certificate of its own name, or correct `node` in its configuration.";

    private static string Name(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return ForeignText.Line(name, 64);
    }

    private static string? Observations(Hello hello, ImmutableArray<Observation>.Builder observations)
    {
        if (hello.Observations.Count > ProtocolLimits.MostReplicasPerNode)
        {
            return $"The agent reports {hello.Observations.Count} replicas, more than {ProtocolLimits.MostReplicasPerNode}.";
        }

        var seen = new HashSet<RouterId>();
        foreach (var message in hello.Observations)
        {
            if (ObservationMapping.FromMessage(message, hello.Node, out var rejection) is not { } observation)
            {
                return rejection;
            }

            if (!seen.Add(observation.Router))
            {
                return $"The agent reports router {observation.Router} twice.";
            }

            observations.Add(observation);
        }

        return null;
    }
}
