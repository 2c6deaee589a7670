namespace Keepone.Core.Guard;

/// <summary>
/// The rules of the protocol that can be left out, one by one, to show that the exploration finds what goes wrong without them
/// (docs/guard.md, "Every rule has a mutant"). Outside of tests all of them are in force: nothing else can be constructed.
/// </summary>
internal sealed record GuardRules
{
    public static readonly GuardRules All = new();

    /// <summary>G1: an older or repeated beacon is no news.</summary>
    public bool OnlyNewerBeacons { get; init; } = true;

    /// <summary>G2: a promise is kept until it expires or is given back, whoever else asks.</summary>
    public bool PromisesAreKept { get; init; } = true;

    /// <summary>G3: a lease counts from the own sending of the claim, not from the arrival of its answer.</summary>
    public bool LeaseFromSending { get; init; } = true;

    /// <summary>G4: only answers to claims of the present candidacy count.</summary>
    public bool AnswersOfThisCandidacy { get; init; } = true;

    /// <summary>G5: a master whose lease ends stops.</summary>
    public bool MasterStopsWithoutLease { get; init; } = true;

    /// <summary>G6: a backup without a lease stops before its keepalived can become master.</summary>
    public bool LeaseBeforeMastership { get; init; } = true;

    /// <summary>G6: it stops the lead of the stop earlier, not at the last moment.</summary>
    public bool StopsInTime { get; init; } = true;

    /// <summary>G7: a master's goodbye shortens the time to the own takeover.</summary>
    public bool GoodbyesShorten { get; init; } = true;

    /// <summary>G7: what was seen may have happened a scheduling delay earlier.</summary>
    public bool SeenLate { get; init; } = true;

    /// <summary>G7: keepalived counts with the highest priority that it may still have.</summary>
    public bool HighestPriorityCounts { get; init; } = true;

    /// <summary>G7: of a keepalived that was never watched nothing is known: it may become master now.</summary>
    public bool UnknownMayFireNow { get; init; } = true;

    /// <summary>G8: promises are given back only when keepalived cannot become or be master.</summary>
    public bool FreeOnlyWhenHarmless { get; init; } = true;

    /// <summary>G9: a stopped keepalived is released only after it was seen stopped.</summary>
    public bool ReturnsOnlyFromFault { get; init; } = true;

    /// <summary>G9: and only with a majority that hears and is heard.</summary>
    public bool ReturnsOnlyWithMajority { get; init; } = true;

    /// <summary>G9: and only when it hears the master that others are promised to.</summary>
    public bool ReturnsOnlyHearingTheMaster { get; init; } = true;

    /// <summary>G10: a candidate without a lease gives way to a higher one.</summary>
    public bool CandidatesYield { get; init; } = true;

    /// <summary>G11: a master gives way to a candidate with a higher priority.</summary>
    public bool SickMastersYield { get; init; } = true;

    /// <summary>G11: but only to one that can win.</summary>
    public bool YieldsOnlyToWinners { get; init; } = true;

    /// <summary>G12: the bonus ends with the mastership.</summary>
    public bool BonusEnds { get; init; } = true;

    /// <summary>G13: promises outlive the agent.</summary>
    public bool PromisesOutliveTheAgent { get; init; } = true;

    /// <summary>G13: a node that just booted, and forgot, promises nothing for a while.</summary>
    public bool SilenceAfterBoot { get; init; } = true;

    /// <summary>G13: a master whose agent was restarted has a moment to ask again.</summary>
    public bool GraceAfterRestart { get; init; } = true;

    /// <summary>G14: a master's agent leaves behind long promises.</summary>
    public bool LongPromises { get; init; } = true;

    /// <summary>G15: a claim is answered at once, and so is a voter that is heard anew.</summary>
    public bool AnswersAtOnce { get; init; } = true;
}
