using System.Globalization;
using System.Text;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// A number that grows at every start of a node's agent or witness, also over reboots and when the wall clock is set back: it orders the
/// beacons of one life after those of the life before (G1). It is on disk before it is used.
/// </summary>
internal static class BootNumber
{
    private const int LongestText = 64;
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The next number.</summary>
    /// <param name="directory">The directory of what outlives a reboot.</param>
    /// <param name="time">The wall clock: microseconds, so that a lost file is no lost order.</param>
    /// <returns>
    /// The number, and null or why it could not be kept: then it grows only as long as the wall clock does, and after a step back the others
    /// do not hear this voter until the clock has caught up.
    /// </returns>
    public static (ulong Number, string? Trouble) Next(string directory, TimeProvider time)
    {
        var path = Path.Combine(directory, "boot-number");
        ulong kept = 0;
        string? trouble = null;
        try
        {
            Directory.CreateDirectory(directory);
            if (AtomicFile.TryRead(path, LongestText, out var bytes)
                && !(ulong.TryParse(Encoding.ASCII.GetString(bytes).TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out kept)
                    && kept < ulong.MaxValue))
            {
                kept = 0;
                trouble = $"{path} does not hold a number";
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            trouble = error.Message;
        }

        var next = After(kept, time.GetUtcNow());
        try
        {
            AtomicFile.Write(path, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{next}\n")), Mode, durable: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            trouble = error.Message;
        }

        return (next, trouble);
    }

    /// <summary>The number after another.</summary>
    /// <param name="kept">The last one; 0: none is known.</param>
    /// <param name="wall">The wall clock.</param>
    /// <returns>The number.</returns>
    internal static ulong After(ulong kept, DateTimeOffset wall)
    {
        var microseconds = (ulong)Math.Max(1, (wall - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return kept >= microseconds ? kept + 1 : microseconds;
    }
}
