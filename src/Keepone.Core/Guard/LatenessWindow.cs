using System.Runtime.InteropServices;

namespace Keepone.Core.Guard;

/// <summary>The worst lateness of the last minute or two halves of it: plain data, no allocation.</summary>
[StructLayout(LayoutKind.Auto)]
public struct LatenessWindow
{
    /// <summary>Half of how long a lateness is remembered: a node that was late once is likely to be so again soon.</summary>
    public static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    private TimeSpan _since;
    private TimeSpan _now;
    private TimeSpan _before;

    /// <summary>Takes note of a lateness.</summary>
    /// <param name="now">The steady time.</param>
    /// <param name="lateness">How late.</param>
    public void Note(TimeSpan now, TimeSpan lateness)
    {
        if (now - _since >= Half)
        {
            _before = now - _since >= 2 * Half ? TimeSpan.Zero : _now;
            (_since, _now) = (now, TimeSpan.Zero);
        }

        _now = lateness > _now ? lateness : _now;
    }

    /// <summary>The worst one that is remembered.</summary>
    public readonly TimeSpan Worst => _before > _now ? _before : _now;
}
