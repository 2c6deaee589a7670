using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Keepone.Agent.Checks;
using Keepone.Core.Model;

namespace Keepone.Agent.Scripts;

/// <summary>
/// What a script is told (DESIGN §6): the whole of its environment, and its arguments. Addresses come without their prefix lengths, ready to
/// be asked; the specification on standard input has all of them. Lists are separated by blanks. Pure.
/// </summary>
internal static class ScriptEnvironment
{
    /// <summary>
    /// Where a script looks for programs. Not /usr/local/bin: on Debian the group staff can write there.
    /// </summary>
    public const string SearchPath = "/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The variables.</summary>
    /// <param name="check">The check.</param>
    /// <param name="facts">What is known of the replica.</param>
    /// <returns>The whole environment.</returns>
    public static ImmutableSortedDictionary<string, string> Variables(CheckSpecification check, CheckFacts facts)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(facts);
        var (replica, router) = (facts.Replica, facts.Replica.Router);
        var external = router.External?.Addresses ?? [];
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        variables["PATH"] = SearchPath;
        variables["HOME"] = "/";

        // Messages in English, whatever the agent's language: some are read.
        variables["LC_ALL"] = "C.UTF-8";
        variables["KEEPONE_CHECK"] = check.Name;
        variables["KEEPONE_EXTERNAL_ADDRESSES"] = List(external.Select(prefix => prefix.Address));
        variables["KEEPONE_EXTERNAL_INTERFACE"] = router.External?.Interface ?? "";
        variables["KEEPONE_FLOATING_ADDRESSES"] = List(external.Where(IsFloating).Select(prefix => prefix.Address));
        variables["KEEPONE_GATEWAYS"] = router.External?.Gateway?.ToString() ?? "";
        variables["KEEPONE_HA_ADDRESS"] = replica.HaAddress?.Address.ToString() ?? "";
        variables["KEEPONE_HA_INTERFACE"] = router.Ha.Interface;
        variables["KEEPONE_HA_PEERS"] = List(replica.HaPeers.Select(prefix => prefix.Address));
        variables["KEEPONE_INTERNAL_ADDRESSES"] = List(router.Internal.SelectMany(side => side.Addresses).Select(prefix => prefix.Address));
        variables["KEEPONE_INTERNAL_INTERFACES"] = string.Join(' ', router.Internal.Select(side => side.Interface));
        variables["KEEPONE_NAMESPACE"] = router.Namespace ?? "";
        variables["KEEPONE_NODE"] = replica.Node;
        variables["KEEPONE_PRIORITY"] = facts.Priority.ToString(CultureInfo.InvariantCulture);
        variables["KEEPONE_ROUTER_ID"] = router.Id.ToString();
        variables["KEEPONE_ROUTER_NAME"] = router.Name;
        variables["KEEPONE_STATE"] = Word(facts.State);
        variables["KEEPONE_TIMEOUT_MS"] = ((long)Math.Ceiling(check.Timeout.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        variables["KEEPONE_VRID"] = router.Vrid.ToString(CultureInfo.InvariantCulture);
        return variables.ToImmutable();
    }

    /// <summary>The arguments.</summary>
    /// <param name="check">The check.</param>
    /// <param name="variables">The environment, for arguments that stand for one of its variables.</param>
    /// <returns>The arguments, or null and which one names no variable.</returns>
    public static (ImmutableArray<string>? Arguments, string? Refusal) Arguments(CheckSpecification check, IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(variables);
        if (check.Arguments.IsEmpty)
        {
            return ([variables["KEEPONE_ROUTER_ID"], variables["KEEPONE_STATE"]], null);
        }

        var arguments = ImmutableArray.CreateBuilder<string>();
        foreach (var argument in check.Arguments)
        {
            if (!argument.StartsWith("$KEEPONE_", StringComparison.Ordinal))
            {
                arguments.Add(argument);
            }
            else if (variables.TryGetValue(argument[1..], out var value))
            {
                arguments.Add(value);
            }
            else
            {
                return (null, $"its argument '{argument}' names none of the variables that a script is given; "
                    + $"there are {string.Join(", ", variables.Keys.Where(name => name.StartsWith("KEEPONE_", StringComparison.Ordinal)))}");
            }
        }

        return (arguments.ToImmutable(), null);
    }

    // keepalived's words, which its notify scripts are given too.
    private static string Word(VrrpState state) => state.ToString().ToUpperInvariant();

    private static bool IsFloating(IpPrefix prefix) => prefix.Length == (prefix.IsIPv6 ? 128 : 32);

    private static string List(IEnumerable<IPAddress> addresses) => string.Join(' ', addresses);
}
