using System.Text.Json;
using Keepone.Agent.Checks;
using Keepone.Core.Json;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>One run of a check script, from looking at its file to judging its end. It may be called on any thread and blocks none.</summary>
/// <param name="identity">Whom scripts run as.</param>
internal sealed class ScriptRun(ScriptIdentity identity)
{
    /// <summary>Runs a script.</summary>
    /// <param name="check">The check.</param>
    /// <param name="facts">What is known of the replica.</param>
    /// <param name="group">The control group for this run; null: there is none.</param>
    /// <param name="stop">Kills it.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it is left.</exception>
    public async Task<ScriptReport> RunAsync(CheckSpecification check, CheckFacts facts, ControlGroup? group, CancellationToken stop)
    {
        var environment = ScriptEnvironment.Variables(check, facts);
        var (arguments, refusal) = ScriptEnvironment.Arguments(check, environment);
        if (arguments is null)
        {
            return new ScriptReport(ScriptVerdict.Error(refusal!)) { Environment = environment };
        }

        // Apart, because a file system that hangs (a dead NFS server) would keep whoever looks, and nothing can end that.
        var place = check.Where == CheckPlace.Replica ? facts.Place : null;
        var preparing = Task.Run(() => Prepare(check, place), CancellationToken.None);
        (UserAccount? User, string? Refusal) prepared;
        try
        {
            prepared = await preparing.WaitAsync(ScriptLimits.PreparationPatience, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new ScriptReport(ScriptVerdict.Error(
                $"its file '{check.Script}' and user could not be looked at within {Duration.Format(ScriptLimits.PreparationPatience)}: the file system hangs"))
            {
                Arguments = arguments.Value,
                Environment = environment,
                Hanging = preparing,
            };
        }

        var report = new ScriptReport(ScriptVerdict.Error(prepared.Refusal ?? "it was not started"))
        {
            Arguments = arguments.Value,
            Environment = environment,
            User = prepared.User,
        };
        return prepared.User is null || prepared.Refusal is not null
            ? report
            : await StartAsync(check, facts, place, group, report, stop).ConfigureAwait(false);
    }

    private (UserAccount? User, string? Refusal) Prepare(CheckSpecification check, NetworkNamespace? place)
    {
        try
        {
            var (user, refusal) = identity.Find();
            if (user is null)
            {
                return (null, refusal);
            }

            if (TrustedProgram.Refusal(check.Script!, user) is { } untrusted)
            {
                return (user, untrusted);
            }

            if (check.AllowPing && place is not null && identity.Sandboxes)
            {
                PingRange.Open(place, user.Group);
            }

            return (user, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return (null, error.Message);
        }
    }

    private async Task<ScriptReport> StartAsync(
        CheckSpecification check, CheckFacts facts, NetworkNamespace? place, ControlGroup? group, ScriptReport report, CancellationToken stop)
    {
        var command = identity.Sandboxes
            ? ScriptSandbox.Command(report.User!, check, report.Arguments)
            : ScriptSandbox.DirectCommand(check, report.Arguments);
        report = report with { Command = command };
        try
        {
            var before = group?.Pressure() ?? default;
            var child = await ChildProcess.RunAsync(
                new ChildStart(command[0], command[1..])
                {
                    Place = place,
                    Environment = report.Environment,
                    Deadline = check.Timeout,
                    OutputLimit = ScriptLimits.OutputBytes,
                    Input = JsonSerializer.SerializeToUtf8Bytes(facts.Replica.Router, CoreJson.Default.RouterSpecification),
                    Group = group,
                },
                stop).ConfigureAwait(false);
            var after = group?.Pressure() ?? default;
            var pressure = new ControlGroupPressure(after.ProcessesRefused - before.ProcessesRefused, after.KilledForMemory - before.KilledForMemory);
            return report with { Child = child, Result = ScriptVerdict.Read(check, child, pressure) };
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OutOfMemoryException or ThreadStartException)
        {
            // No process, no descriptor, no memory, too large an environment, or the namespace is gone: nothing is known of the replica.
            return report with { Result = ScriptVerdict.Error($"it could not be started: {error.Message}") };
        }
    }
}
