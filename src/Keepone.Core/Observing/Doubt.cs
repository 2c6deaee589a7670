using Keepone.Core.Model;

namespace Keepone.Core.Observing;

/// <summary>
/// When keepalived is to be asked for its state. Its FIFO tells changes only, and loses them without a word (reference/keepalived.md
/// B.6): what it told last may be wrong. Asking makes it write a dump in the very thread that sends adverts (B.5; keepalived #2494),
/// so it is asked for a reason, and the more seldom the more often it was asked.
/// </summary>
/// <param name="Lost">Why something that it said may be lost, in one sentence; null when nothing is.</param>
/// <param name="Contradiction">What contradicts what it said, in one sentence; null when nothing does.</param>
/// <param name="Since">Since when something contradicts it.</param>
/// <param name="AskedAt">When it was last asked.</param>
/// <param name="Asked">How often it was asked without a long rest between.</param>
public sealed record Doubt(string? Lost, string? Contradiction, DateTimeOffset Since, DateTimeOffset? AskedAt, int Asked)
{
    /// <summary>The least pause between two questions: the answer to the first has come and was weighed by then.</summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause; who rested this long is asked again as if for the first time.</summary>
    public static readonly TimeSpan MostPause = TimeSpan.FromMinutes(5);

    // A keepalived that starts says nothing for a while, and one whose signals are not set up yet dies of the question.
    private const string Silence = "keepalived has not said its state";

    /// <summary>Nothing to doubt.</summary>
    public static readonly Doubt None = new(null, null, DateTimeOffset.MinValue, null, 0);

    /// <summary>Notes that something keepalived said may be lost.</summary>
    /// <param name="reason">Why, in one sentence.</param>
    /// <returns>The doubt with it.</returns>
    public Doubt Lose(string reason) => this with { Lost = reason };

    /// <summary>Notes what the evidence says of what keepalived told last.</summary>
    /// <param name="router">The router, for the names in the sentences.</param>
    /// <param name="kernel">What the kernel says.</param>
    /// <param name="keepalived">What keepalived said.</param>
    /// <param name="now">The time.</param>
    /// <returns>The doubt with it.</returns>
    public Doubt Weigh(RouterSpecification router, KernelEvidence kernel, KeepalivedEvidence keepalived, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(keepalived);

        // Who does not run says nothing, and who is stalled does not answer.
        if (keepalived is { Pid: null } or { Condition: ProcessCondition.Stalled })
        {
            return this with { Lost = null, Contradiction = null };
        }

        var found = keepalived.Reported switch
        {
            VrrpState.Unknown => Silence,
            VrrpState.Master when !kernel.VipPresent => $"keepalived says Master and {router.Ha.Vip.Address} is not on {router.Ha.Interface}",
            not VrrpState.Master when kernel.VipPresent =>
                $"keepalived says {keepalived.Reported} and {router.Ha.Vip.Address} is on {router.Ha.Interface}",
            _ => null,
        };
        return found is null || Contradiction is null
            ? this with { Contradiction = found, Since = now }
            : this with { Contradiction = found };
    }

    /// <summary>
    /// When keepalived is to be asked. Evidence arrives one by one: what contradicts for less than an advertisement interval may be the
    /// order in which it came.
    /// </summary>
    /// <param name="advertInterval">The router's advertisement interval.</param>
    /// <returns>The moment; null when there is nothing to ask.</returns>
    public DateTimeOffset? Due(TimeSpan advertInterval)
    {
        var rested = AskedAt is { } at ? at + Pause : DateTimeOffset.MinValue;
        if (Contradiction is null)
        {
            return Lost is null ? null : rested;
        }

        var lasting = Since + (Contradiction == Silence ? LeastPause : advertInterval);
        return lasting < rested || (Lost is not null && Contradiction != Silence) ? rested : lasting;
    }

    /// <summary>Notes that it is asked now.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The doubt: what may be lost is answered by it, what contradicts is weighed again.</returns>
    public Doubt Ask(DateTimeOffset now) =>
        this with { Lost = null, Asked = AskedAt is { } at && now - at < MostPause + Pause ? Asked + 1 : 1, AskedAt = now };

    /// <summary>Why keepalived is to be asked, in one sentence; empty when it is not.</summary>
    public string Reason => Lost ?? Contradiction ?? "";

    // 5, 10, 20 … 300 s.
    private TimeSpan Pause => Asked > 6 ? MostPause : LeastPause * Math.Min(Math.Pow(2, Math.Max(0, Asked - 1)), MostPause / LeastPause);
}
