using System.Collections.Immutable;
using Keepone.Agent.Configuration;
using Keepone.Agent.Probes;
using Keepone.Agent.Scripts;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Checks;

/// <summary>What is known of one run of a check that somebody asked for.</summary>
/// <param name="Check">The check.</param>
/// <param name="Result">What it came to.</param>
public sealed record CheckTrialReport(CheckSpecification Check, CheckResult Result)
{
    /// <summary>The user that a script ran as; null: it was not started, or the check is a probe.</summary>
    public string? User { get; init; }

    /// <summary>The network namespace that it ran in, its name; null: the one of whoever asked.</summary>
    public string? Namespace { get; init; }

    /// <summary>A script's arguments.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>A script's whole environment.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The whole command line with the sandbox; empty: it was not started.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>How the script ended; null: it was not started.</summary>
    public ChildResult? Child { get; init; }
}

/// <summary>Runs a check once, by the same code and in the same place as the agent, without one.</summary>
public static class CheckTrial
{
    /// <summary>Why check scripts cannot be run by this process, in one sentence; null when they can.</summary>
    /// <param name="options">How scripts are run.</param>
    /// <returns>The sentence, with what to do.</returns>
    public static string? Missing(ScriptOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (user, refusal) = ScriptIdentity.Of(options.User).Find();
        if (user is null)
        {
            return $"Check scripts cannot be run: {refusal}.";
        }

        if (!Environment.IsPrivilegedProcess && user.Name != options.User)
        {
            return $"Run it as root, which runs checks exactly as the agent does, or as user {options.User}, as keepalived does; this is user {user.Name}.";
        }

        var directories = ScriptEnvironment.SearchPath.Split(':');
        var absent = ScriptSandbox.Programs.Where(program => !directories.Any(directory => File.Exists($"{directory}/{program}"))).ToList();
        return absent.Count == 0 ? null : $"Check scripts need {string.Join(", ", absent)} in {ScriptEnvironment.SearchPath}; install util-linux.";
    }

    /// <summary>Why a check's script would not be run, without an end.</summary>
    /// <param name="check">The check.</param>
    /// <param name="options">How scripts are run.</param>
    /// <returns>The reason; null when it would be run, or the check is a probe.</returns>
    public static string? Refusal(CheckSpecification check, ScriptOptions options)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(options);
        if (check.Script is null)
        {
            return null;
        }

        var (user, refusal) = ScriptIdentity.Of(options.User).Find();
        return user is null ? refusal : TrustedProgram.Refusal(check.Script, user);
    }

    /// <summary>Runs a check once.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="check">One of its checks.</param>
    /// <param name="options">How scripts are run.</param>
    /// <param name="stop">Kills what runs.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<CheckTrialReport> RunAsync(Replica replica, CheckSpecification check, ScriptOptions options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(replica);
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(options);

        // keepalived runs in the replica's namespace, and so does what it starts; only root can go into one.
        var name = Environment.IsPrivilegedProcess ? replica.Router.Namespace : null;
        NetworkNamespace? place = null;
        try
        {
            place = name is null ? null : NetworkNamespace.OpenNamed(name);
            var report = await RunAsync(Facts(replica, place), check, options, stop).ConfigureAwait(false);
            return report with { Namespace = check.Where == CheckPlace.Replica ? name : null };
        }
        catch (IOException error)
        {
            return new CheckTrialReport(check, new CheckResult(CheckOutcome.Error, error.Message, TimeSpan.Zero)) { Namespace = name };
        }
        finally
        {
            place?.Dispose();
        }
    }

    private static async Task<CheckTrialReport> RunAsync(CheckFacts facts, CheckSpecification check, ScriptOptions options, CancellationToken stop)
    {
        var ended = new TaskCompletionSource<CheckTrialReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var reactor = new Reactor((name, error) => ended.TrySetException(new InvalidOperationException($"{name} failed", error)));
        using var probes = new ProbeServices(reactor, TimeProvider.System);
        using var services = ScriptServices.Of(reactor, options with { Concurrent = 1 });
        ICheckMeans? means = null;
        _ = reactor.Post(() =>
        {
            var seen = new CheckTrialReport(check, default);
            means = check.Script is null
                ? ProbeList.Make(check, facts.Replica, facts.Place, probes)
                : new ScriptMeans(check, services, script => seen = Told(seen, script));
            ReactorTimer? timer = null;
            if (!means.EndsByItself)
            {
                timer = reactor.AddTimer("timeout", () =>
                    ended.TrySetResult(seen with { Result = new CheckResult(CheckOutcome.Timeout, means.Abandon(1), check.Timeout) }));
                timer.Set(BootClock.Now + check.Timeout);
            }

            means.Begin(1, facts, (uint run, in CheckResult result) =>
            {
                timer?.Stop();
                _ = ended.TrySetResult(seen with { Result = result });
            });
        });
        try
        {
            return await ended.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (reactor.Post(() =>
            {
                means?.Dispose();
                disposed.SetResult();
            }))
            {
                await disposed.Task.ConfigureAwait(false);
            }
        }
    }

    private static CheckTrialReport Told(CheckTrialReport report, ScriptReport script) => report with
    {
        User = script.User?.Name,
        Arguments = script.Arguments,
        Environment = script.Environment,
        Command = script.Command,
        Child = script.Child,
    };

    // The kernel's evidence is at hand without an agent: who holds the HA address is master.
    private static CheckFacts Facts(Replica replica, NetworkNamespace? place)
    {
        using var dump = RouteDump.OpenIn(place);
        var ha = dump.FindLink(replica.Router.Ha.Interface);
        var master = ha is not null && dump.Addresses().Any(address => address.InterfaceIndex == ha.Index && address.Prefix == replica.Router.Ha.Vip);
        return new CheckFacts(
            replica, place, master ? VrrpState.Master : VrrpState.Backup, master, replica.BasePriority, AdvertHeardAt: null, BootClock.Now);
    }
}
