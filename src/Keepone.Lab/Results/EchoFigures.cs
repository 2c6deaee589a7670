using System.Runtime.InteropServices;

namespace Keepone.Lab.Results;

/// <summary>One packet of the client and what became of it.</summary>
/// <param name="Sent">When it was sent, from the start of the run.</param>
/// <param name="Answered">When its echo came back; null: never.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Echo(TimeSpan Sent, TimeSpan? Answered);

/// <summary>What the client behind the router saw. Pure.</summary>
/// <param name="Sent">Packets sent.</param>
/// <param name="Lost">Packets without an echo.</param>
/// <param name="LongestGap">The longest time from one answered packet's sending to the next's.</param>
public sealed record EchoFigures(int Sent, int Lost, TimeSpan LongestGap)
{
    /// <summary>Computes the figures.</summary>
    /// <param name="echoes">The packets in the order of sending.</param>
    /// <param name="from">Packets sent earlier are left out.</param>
    /// <param name="end">The end of the measurement: a gap that is still open ends here.</param>
    /// <returns>The figures.</returns>
    public static EchoFigures Measure(IEnumerable<Echo> echoes, TimeSpan from, TimeSpan end)
    {
        ArgumentNullException.ThrowIfNull(echoes);
        var sent = 0;
        var lost = 0;
        var longest = TimeSpan.Zero;
        TimeSpan? last = null;
        foreach (var echo in echoes.Where(echo => echo.Sent >= from && echo.Sent <= end))
        {
            sent++;
            last ??= echo.Sent;
            if (echo.Answered is null)
            {
                lost++;
                continue;
            }

            longest = Max(longest, echo.Sent - last.Value);
            last = echo.Sent;
        }

        // Without a loss at the end there is no open gap, only the pause until the next packet.
        if (lost > 0 && last is { } open)
        {
            longest = Max(longest, echoes.Last(echo => echo.Sent <= end).Sent - open);
        }

        return new EchoFigures(sent, lost, longest);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan two) => one > two ? one : two;
}
