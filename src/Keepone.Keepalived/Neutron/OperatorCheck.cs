using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Keepone.Core.Model;
using Keepone.Keepalived.Generator;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// The operator's check in Neutron's configuration: a script that keepalived runs with the router's parameters, as a user without rights.
/// When it fails, the replica goes to FAULT: with <c>nopreempt</c> and equal priorities no other weight than 0 ever moves a master
/// (reference/keepalived.md B.7). When it fails on every replica, nobody is master (B.8).
/// </summary>
public sealed record OperatorCheck
{
    /// <summary>Seconds between runs, unless told otherwise: as Neutron's documentation advises for its own check.</summary>
    public const int DefaultInterval = 5;

    /// <summary>Seconds that a run may take, unless told otherwise.</summary>
    public const int DefaultTimeout = 3;

    /// <summary>How many failures in a row mean FAULT, unless told otherwise: a failover costs more than two lost tests (Neutron's check takes 2).</summary>
    public const int DefaultFall = 3;

    /// <summary>How many successes in a row end it, unless told otherwise.</summary>
    public const int DefaultRise = 2;

    /// <summary>The longest interval in seconds: an hour. What is tested less often is no health check.</summary>
    public const int LongestInterval = 3600;

    /// <summary>The most runs in a row that are counted.</summary>
    public const int MostRuns = 100;

    /// <summary>The longest line that keepalived reads whole: it cuts at 1,023 characters and takes the rest for a line of its own (MAXBUF of 2.2.7).</summary>
    public const int LongestLine = 1000;

    internal const string ScriptSecurity = "enable_script_security";

    // No blank, quote or backslash, which would make two words of one; no '$', '~' or '@', which keepalived expands; no brace or comment sign.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/,=+%-");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>
    /// The arguments unless told otherwise: the router's id, then every parameter as <c>NAME=value</c>. Floating addresses come and go with the
    /// machines behind them, and there may be hundreds: only who asks for them is told.
    /// </summary>
    public static ImmutableArray<string> DefaultArguments { get; } =
    [
        $"${NeutronParameters.RouterId}",
        .. NeutronParameters.Names.Where(name => name != NeutronParameters.FloatingAddresses).Select(name => $"{name}=${name}"),
    ];

    /// <summary>The script's absolute path.</summary>
    public required string Script { get; init; }

    /// <summary>Its arguments; names of <see cref="NeutronParameters.Names"/> behind a dollar sign stand for the router's values.</summary>
    public ImmutableArray<string> Arguments { get; init; } = DefaultArguments;

    /// <summary>The user that it runs as.</summary>
    public string User { get; init; } = ScriptChecks.DefaultUser;

    /// <summary>Seconds between the starts of runs.</summary>
    public int Interval { get; init; } = DefaultInterval;

    /// <summary>Seconds after which a run is ended, which counts as a failure.</summary>
    public int Timeout { get; init; } = DefaultTimeout;

    /// <summary>How many failures in a row mean FAULT.</summary>
    public int Fall { get; init; } = DefaultFall;

    /// <summary>How many successes in a row end it.</summary>
    public int Rise { get; init; } = DefaultRise;

    /// <summary>The name of its block.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The name, unlike that of Neutron's own check.</returns>
    public static string Name(NeutronRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        return string.Create(CultureInfo.InvariantCulture, $"keepone_check_{router.Vrid}");
    }

    /// <summary>Why this check cannot be written for a router.</summary>
    /// <param name="router">The router.</param>
    /// <param name="agent">The agent's configuration.</param>
    /// <returns>All reasons as sentences, each with the option of the command that it is about; none when it can.</returns>
    public ImmutableArray<string> Errors(NeutronRouter router, NeutronAgentConfiguration agent)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(agent);
        var errors = ImmutableArray.CreateBuilder<string>();
        Expect(Script is ['/', .., not '/'] && !Script.AsSpan().ContainsAnyExcept(Plain), "--check", Script,
            "the absolute path of a script, of letters, digits and ._:/,=+%-");
        foreach (var argument in Arguments)
        {
            var (value, unknown) = NeutronParameters.Expand(argument, router, agent);
            Expect(unknown is null, "--check-args", unknown ?? "", $"one of {string.Join(", ", NeutronParameters.Names.Select(name => $"${name}"))}");
            Expect(unknown is not null || !value.AsSpan().ContainsAnyExcept(Plain), "--check-args", argument,
                "a word of letters, digits and ._:/,=+%-");
            Expect(unknown is not null || value.Length > 0, "--check-args", argument,
                $"a value, and router {router.Id} has none; write name={argument}, and the argument is never empty");
        }

        // By root the script could do anything, and any writable part of its path would be a way to root (B.3).
        Expect(User is not ("root" or "0") && User.Length is > 0 and <= 32 && !User.AsSpan().ContainsAnyExcept(NameCharacters) && User[0] is not '-',
            "--check-user", User, $"the name of a user without rights, such as {ScriptChecks.DefaultUser}");
        Expect(Interval is >= 2 and <= LongestInterval, "--check-interval", Seconds(Interval), $"2s to {Seconds(LongestInterval)}");
        Expect(Timeout >= 1 && Timeout < Interval, "--check-timeout", Seconds(Timeout),
            $"1s or more, and less than the interval of {Seconds(Interval)}: before 2.3.3 keepalived lets runs pile up");
        Expect(Fall is >= 1 and <= MostRuns, "--check-fall", Number(Fall), $"1 to {MostRuns}");
        Expect(Rise is >= 1 and <= MostRuns, "--check-rise", Number(Rise), $"1 to {MostRuns}");
        if (errors.Count == 0 && Line(router, agent).Length is > LongestLine and var length)
        {
            errors.Add($"--check-args: the script and its arguments make a line of {length} characters, and keepalived reads {LongestLine}; pass fewer.");
        }

        return errors.ToImmutable();

        void Expect(bool holds, string option, string found, string expected)
        {
            if (!holds)
            {
                errors.Add($"{option}: found '{found}', expected {expected}");
            }
        }
    }

    internal IEnumerable<string> Block(NeutronRouter router, NeutronAgentConfiguration agent)
    {
        if (Errors(router, agent) is [var error, ..])
        {
            throw new ArgumentException(error, nameof(router));
        }

        return
        [
            $"vrrp_script {Name(router)} {{",
            Line(router, agent),
            $"    interval {Number(Interval)}",
            $"    timeout {Number(Timeout)}",
            $"    fall {Number(Fall)}",
            $"    rise {Number(Rise)}",
            "    weight 0",
            $"    user {User}",
            "}",
        ];
    }

    private string Line(NeutronRouter router, NeutronAgentConfiguration agent) =>
        $"    script \"{string.Join(' ', [Script, .. Arguments.Select(argument => NeutronParameters.Expand(argument, router, agent).Value)])}\"";

    private static string Seconds(int seconds) => Duration.Format(TimeSpan.FromSeconds(seconds));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
