using Keepone.Core.Model;
using Keepone.Lab.Audits;
using Keepone.Lab.Scenarios;

namespace Keepone.Lab.Running;

/// <summary>
/// The waiting steps of a scenario: for events, each with its deadline. What does not come to pass is a finding and ends the scenario.
/// </summary>
internal sealed class ScenarioWaits(LabSession session, Progress progress, List<string> findings)
{
    private static readonly TimeSpan StatusPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for a master.</summary>
    /// <param name="wait">Which.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether it came to pass.</returns>
    public Task<bool> MasterAsync(WaitMaster wait, CancellationToken cancellation) => UntilAsync(
        $"{wait.Node ?? "one replica"} is the only master", wait.Within,
        () => session.Mastership.Holders is [var only] && (wait.Node is null || only == wait.Node), cancellation);

    /// <summary>Waits for a master on another node.</summary>
    /// <param name="wait">Than which.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether it came to pass.</returns>
    public Task<bool> OtherMasterAsync(WaitOtherMaster wait, CancellationToken cancellation) => UntilAsync(
        $"a replica other than {wait.Than}'s is the only master", wait.Within,
        () => session.Mastership.Holders is [var only] && only != wait.Than, cancellation);

    /// <summary>Waits for a number of masters.</summary>
    /// <param name="wait">How many.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether it came to pass.</returns>
    public Task<bool> MastersAsync(WaitMasters wait, CancellationToken cancellation) => UntilAsync(
        $"there are {wait.Count} masters", wait.Within, () => session.Mastership.Holders.Length == wait.Count, cancellation);

    /// <summary>Waits for a moment of an incident.</summary>
    /// <param name="wait">Which.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether it came to pass.</returns>
    public async Task<bool> IncidentAsync(WaitIncident wait, CancellationToken cancellation)
    {
        var log = session.ControllerLog;
        switch (wait.Moment)
        {
            case IncidentMoment.Opened:
                var opened = await UntilAsync("the controller opens an incident", wait.Within, () => log.Opened > 0, cancellation);
                Quote(log.LastOpening);
                return opened;
            case IncidentMoment.Confirmed:
                var confirmed = await UntilAsync(
                    "the controller logs two masters on alive agents", wait.Within, () => log.TwoMasters is not null, cancellation);
                Quote(log.TwoMasters);
                return confirmed;
            default:
                return await UntilAsync(
                    "the controller closes the incident", wait.Within, () => log is { Opened: > 0 and var all } && log.Closed == all, cancellation);
        }
    }

    /// <summary>
    /// Waits for a status. The API has no events: it is asked again whenever a meter or the controller's log has news, and every 200 ms.
    /// </summary>
    /// <param name="wait">Which.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether it came to pass.</returns>
    public async Task<bool> StatusAsync(WaitStatus wait, CancellationToken cancellation)
    {
        progress.Say($"waiting until the controller's API says {wait.Status} (at most {Duration.Format(wait.Within)})");
        var deadline = session.Clock.Now + wait.Within;
        string? status;
        do
        {
            var answer = await session.ControllerApi.RouterAsync(session.Scenario.Router.Id.ToString(), cancellation);
            status = answer.Value?.Status.ToString() ?? answer.Trouble;
            if (status == wait.Status)
            {
                return true;
            }

            await session.Bulletin.WaitAsync(() => false, StatusPause, cancellation);
        }
        while (session.Clock.Now < deadline);

        findings.Add(
            $"Within {Duration.Format(wait.Within)} the controller's API did not say {wait.Status} but {status ?? "nothing"}; {Situation()}.");
        return false;
    }

    /// <summary>Waits for the audits.</summary>
    /// <param name="wait">How long.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether they held.</returns>
    public async Task<bool> AuditsAsync(WaitAudits wait, CancellationToken cancellation)
    {
        progress.Say($"waiting until every audit holds (at most {Duration.Format(wait.Within)})");
        var (held, breaches) = await LabAudits.AwaitAsync(session, session.Scenario.Expect.OpenAtEnd, wait.Within, cancellation);
        if (held is { } after)
        {
            progress.Say($"    they hold after {after.TotalSeconds:0.0} s: {Situation()}");
            return true;
        }

        findings.AddRange(breaches.Select(breach => $"Still after {Duration.Format(wait.Within)}: {breach}"));
        return false;
    }

    private async Task<bool> UntilAsync(string what, TimeSpan within, Func<bool> condition, CancellationToken cancellation)
    {
        progress.Say($"waiting until {what} (at most {Duration.Format(within)})");
        var done = await session.Bulletin.WaitAsync(() => condition() || session.Programs.Casualties().Any(), within, cancellation);
        if (session.Programs.Casualties().Any())
        {
            return false;
        }

        if (done)
        {
            progress.Say($"    so it is: {Situation()}");
            return true;
        }

        findings.Add($"Within {Duration.Format(within)} it did not come to pass that {what}; {Situation()}.");
        return false;
    }

    private void Quote(ControllerLine? line)
    {
        if (line is not null)
        {
            progress.Say($"    the controller logs, as {line.Level.ToLowerInvariant()}: {line.Message}");
        }
    }

    private string Situation()
    {
        var holders = session.Mastership.Holders;
        return holders.IsEmpty ? "no replica is master" : $"master: {string.Join(", ", holders)}";
    }
}
