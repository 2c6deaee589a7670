using Keepone.Core.Health;
using Keepone.Core.Health.History;
using Keepone.Core.Model;
using Keepone.Protocol;

namespace Keepone.Agent.Checks;

/// <summary>
/// The history of one check of one replica, from its first run to its disposal. Equal outcomes in a row become one record. Lives on the
/// reactor's thread, never blocks it, and allocates nothing when an outcome merely repeats.
/// </summary>
internal sealed class CheckTrack : IDisposable
{
    // A sentence is a message and what is said around it.
    private const int LongestSentence = 2 * CheckResult.LongestMessage;

    private readonly CheckHistory _history;
    private readonly CheckRecord _about;
    private DateTimeOffset _first;
    private DateTimeOffset _last;
    private int _count;
    private CheckOutcome _outcome;
    private string _message = "";
    private TimeSpan _slowest;
    private bool _starts = true;
    private bool _continues;

    internal CheckTrack(CheckHistory history, RouterSpecification router, string node, CheckSpecification check) =>
        (_history, _about) = (history, new CheckRecord(router.Id, router.Name, node, check.Name, CheckSettings.Of(check, router, node)));

    // A run of passes that has been written once says nothing new for longer: what is lost in a crash is that a check passed.
    private TimeSpan Patience => _continues && _outcome == CheckOutcome.Pass ? CheckHistory.QuietFlush : CheckHistory.Flush;

    /// <summary>Notes an outcome.</summary>
    /// <param name="result">The outcome.</param>
    /// <param name="at">The wall clock.</param>
    public void Note(in CheckResult result, DateTimeOffset at)
    {
        var same = _outcome == result.Outcome && (result.Outcome == CheckOutcome.Pass || _message == result.Message);
        if (_count > 0 && !(same && Continues(at)))
        {
            Write();
        }

        if (_count == 0)
        {
            _continues &= same;
            (_first, _outcome, _slowest) = (at, result.Outcome, TimeSpan.Zero);
        }

        (_last, _message) = (at, result.Message);
        _count++;
        _slowest = result.Duration > _slowest ? result.Duration : _slowest;
        if (_about.Settings.Interval >= CheckHistory.Flush)
        {
            Write(); // the next one is too far away to wait for
        }
    }

    /// <summary>Notes a change of verdict, after the outcome that made it.</summary>
    /// <param name="change">What changed.</param>
    /// <param name="sentence">Why.</param>
    /// <param name="at">The wall clock.</param>
    public void Note(CheckChange change, string sentence, DateTimeOffset at)
    {
        Write();
        _history.Add(_about with { Change = new VerdictChange(at, change, ForeignText.Line(sentence, LongestSentence)) });
    }

    /// <summary>Writes what is not written yet.</summary>
    public void Dispose() => Write();

    // Its outcomes are taken to lie at even distances, so a gap, or a clock that was set back, ends it.
    private bool Continues(DateTimeOffset at) =>
        at >= _last && at - _last <= 2 * _about.Settings.Interval && at - _first < Patience && _count < int.MaxValue;

    private void Write()
    {
        if (_count > 0)
        {
            _history.Add(_about with
            {
                Run = new OutcomeRun(_first, _last, _count, _outcome, ForeignText.Line(_message, CheckResult.LongestMessage), _slowest, _starts),
            });
            (_count, _starts, _continues) = (0, false, true);
        }
    }
}
