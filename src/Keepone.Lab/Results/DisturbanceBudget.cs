namespace Keepone.Lab.Results;

/// <summary>A disturbed run is repeated, at most two in ten (DESIGN §10): a machine that is busier than that proves nothing.</summary>
public sealed class DisturbanceBudget
{
    /// <summary>Of this many runs …</summary>
    public const int Window = 10;

    /// <summary>… this many may be disturbed.</summary>
    public const int MostDisturbed = 2;

    private readonly Queue<bool> _last = new();

    /// <summary>Counts a run.</summary>
    /// <param name="verdict">What it came to.</param>
    /// <returns>Whether it is to be repeated.</returns>
    public bool Count(Verdict verdict)
    {
        _last.Enqueue(verdict == Verdict.Disturbed);
        if (_last.Count > Window)
        {
            _last.Dequeue();
        }

        return verdict == Verdict.Disturbed && _last.Count(disturbed => disturbed) <= MostDisturbed;
    }
}
