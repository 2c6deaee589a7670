using System.Globalization;
using Keepone.Core.Model;

namespace Keepone.Agent.Witness;

/// <summary>What a witness's status says, in sentences. Pure.</summary>
public static class WitnessSentences
{
    /// <summary>Everything in one sentence, without figures that change all the time: for <c>systemctl status</c>.</summary>
    /// <param name="witness">The witness's name.</param>
    /// <param name="tally">Its routers, counted.</param>
    /// <param name="problems">How many problems there are beside those of the routers.</param>
    /// <returns>The sentence.</returns>
    public static string Summary(string witness, WitnessTally tally, int problems) =>
        Routers(witness, tally) + (problems > 0 ? $"; {Count(problems, "problem")}, see 'keepone witness status'." : ".");

    /// <summary>How many routers there are, for how many it is promised to a replica, and with how many something is wrong.</summary>
    /// <param name="witness">The witness's name.</param>
    /// <param name="tally">Its routers, counted.</param>
    /// <returns>Without a full stop: <c>3 routers: 2 promised, 1 promised to nobody</c>.</returns>
    public static string Routers(string witness, WitnessTally tally)
    {
        ArgumentNullException.ThrowIfNull(tally);
        if (tally.Routers == 0)
        {
            return $"No router names witness {witness}";
        }

        var free = tally.Routers - tally.Promised;
        var parts = new List<string>();
        if (tally.Promised > 0)
        {
            parts.Add($"{tally.Promised} promised");
        }

        if (free > 0)
        {
            parts.Add($"{free} promised to nobody");
        }

        return $"{Count(tally.Routers, "router")}: {string.Join(", ", parts)}"
            + (tally.Wrong > 0 ? $"; something is wrong with {tally.Wrong}" : "");
    }

    /// <summary>The routers of a status, counted.</summary>
    /// <param name="status">The status.</param>
    public static WitnessTally Tally(WitnessStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new WitnessTally(
            status.Routers.Length, status.Routers.Count(router => router.Guard.Holder is not null), status.Routers.Count(router => !IsFine(router)));
    }

    /// <summary>
    /// Whether all is as it should be: no problem, and of every router every other voter is heard. Whom it is promised to does not matter: a
    /// router without a master is promised to nobody.
    /// </summary>
    /// <param name="status">The status.</param>
    public static bool IsFine(WitnessStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.Problems.IsEmpty && status.Health is { Stuck.IsEmpty: true, Warnings.IsEmpty: true } && status.Routers.All(IsFine);
    }

    /// <summary>Whether it votes for a router, and hears every other voter of it.</summary>
    /// <param name="router">The router.</param>
    public static bool IsFine(WitnessedRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        return router.Trouble is null && HearsAll(router.Guard);
    }

    /// <summary>Whether every other voter is heard.</summary>
    /// <param name="guard">The vote.</param>
    internal static bool HearsAll(GuardView guard) => guard.Voters.All(voter => voter.IsHeard);

    /// <summary>Whom the vote is promised to.</summary>
    /// <param name="router">The router.</param>
    /// <param name="since">Since when, as the reader shows it.</param>
    /// <returns>Without a full stop.</returns>
    public static string Promise(WitnessedRouter router, string since)
    {
        ArgumentNullException.ThrowIfNull(router);
        return router.Guard.Holder is not { } holder ? $"promised to nobody since {since}"
            : router.Figures.PromiseLeft is { } left
                ? $"promised to {holder} since {since}, for {Milliseconds(left)} more unless it is renewed"
                : $"promised to {holder} since {since}";
    }

    /// <summary>Who is heard, and what each said.</summary>
    /// <param name="router">The router.</param>
    /// <returns>Without a full stop: <c>hears net-1 (master, priority 150, 80 ms ago); does not hear net-2</c>.</returns>
    public static string Heard(WitnessedRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        var others = router.Guard.Voters.Where(voter => !voter.IsSelf).ToList();
        var heard = others.Where(voter => voter.IsHeard).Select(voter =>
            $"{voter.Name} ({Role(voter)}{Ago(voter)}{(voter.HearsThis ? "" : ", does not hear this witness")})").ToList();
        var silent = others.Where(voter => !voter.IsHeard).Select(voter => voter.Name + (Ago(voter) is { Length: > 0 } ago ? $" (last{ago[1..]})" : "")).ToList();
        return string.Join("; ", new[]
        {
            heard.Count > 0 ? $"hears {string.Join(", ", heard)}" : null,
            silent.Count > 0 ? $"does not hear {string.Join(", ", silent)}" : null,
        }.OfType<string>());

        string Ago(GuardVoterView voter) => router.Figures.Heard.TryGetValue(voter.Name, out var ago) ? $", {Milliseconds(ago)} ago" : "";
    }

    /// <summary>What was refused.</summary>
    /// <param name="router">The router.</param>
    /// <returns>Without a full stop; null: nothing was.</returns>
    public static string? Rejected(WitnessedRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        return router.Figures.Rejected.IsEmpty
            ? null
            : "rejected " + string.Join(", ", router.Figures.Rejected.Select(pair => $"{pair.Value} ({pair.Key})"));
    }

    private static string Role(GuardVoterView voter) =>
        voter.IsWitness ? "witness" : $"{voter.Role.ToString().ToLowerInvariant()}, priority {voter.Priority}";

    private static string Milliseconds(TimeSpan time) => time < TimeSpan.FromSeconds(10)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");

    private static string Count(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";
}

/// <summary>The routers of a witness, counted.</summary>
/// <param name="Routers">All.</param>
/// <param name="Promised">Those for which it is promised to a replica.</param>
/// <param name="Wrong">Those with which something is wrong.</param>
public sealed record WitnessTally(int Routers, int Promised, int Wrong);
