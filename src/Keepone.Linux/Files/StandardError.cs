using System.Globalization;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>Where this process's standard error goes.</summary>
public static class StandardError
{
    private const int Number = 2;

    /// <summary>
    /// Whether it is the stream that systemd names in <c>JOURNAL_STREAM</c> (systemd.exec(5)): a shell of a service may have sent the
    /// program's output elsewhere, and the variable is still there.
    /// </summary>
    /// <param name="stream">The variable: <c>DEVICE:INODE</c>; null: it is not set.</param>
    /// <returns>Whether the journal reads it.</returns>
    public static unsafe bool IsStream(string? stream)
    {
        FileStatus status;
        return stream?.Split(':') is [var device, var inode]
            && ulong.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out var wantedDevice)
            && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var wantedInode)
            && Libc.StatxAt(Number, "", Interop.Files.AtEmptyPath, Interop.Files.StatxBasic, &status) == 0
            && status.Inode == wantedInode
            && Device(status.DeviceMajor, status.DeviceMinor) == wantedDevice;
    }

    // makedev(3), as the C library packs the two numbers.
    internal static ulong Device(uint major, uint minor) =>
        ((major & 0xfffff000UL) << 32) | ((major & 0xfffUL) << 8) | ((minor & 0xffffff00UL) << 12) | (minor & 0xffUL);
}
