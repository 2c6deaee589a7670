namespace Keepone.Linux.Interop;

/// <summary>Reads what recvmsg delivers beside the data (struct cmsghdr of a 64-bit system).</summary>
internal static class ControlMessages
{
    private const int HeaderLength = 16;

    internal static int? FindInt(ReadOnlySpan<byte> control, int level, int type)
    {
        var value = Find(control, level, type);
        return value.Length >= sizeof(int) ? BitConverter.ToInt32(value) : null;
    }

    /// <summary>The first control message of a kind; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> control, int level, int type)
    {
        while (control.Length >= HeaderLength)
        {
            var length = BitConverter.ToUInt64(control);
            if (length < HeaderLength || length > (ulong)control.Length)
            {
                break;
            }

            if (BitConverter.ToInt32(control[8..]) == level && BitConverter.ToInt32(control[12..]) == type)
            {
                return control[HeaderLength..(int)length];
            }

            control = control[Math.Min(control.Length, ((int)length + 7) & ~7)..];
        }

        return default;
    }
}
