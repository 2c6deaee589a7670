using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Keepone.Keepalived;

/// <summary>Reads the lines of keepalived's notify FIFO, such as <c>INSTANCE "VR_1" MASTER 100</c>.</summary>
public static class NotifyLine
{
    /// <summary>
    /// The longest line that is read, without its end: a name has at most 63 characters, keepalived's own limit is higher.
    /// </summary>
    public const int Longest = 512;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, with or without its line feed.</param>
    /// <param name="parsed">What it says.</param>
    /// <returns>Whether it is a line as keepalived writes it. Never throws.</returns>
    public static bool TryParse(ReadOnlySpan<char> line, [NotNullWhen(true)] out NotifyEvent? parsed)
    {
        parsed = null;
        line = line.TrimEnd("\r\n");
        if (line.Length > Longest)
        {
            return false;
        }

        var rest = line;
        NotifyScope scope;
        if (TryTake(ref rest, "INSTANCE \""))
        {
            scope = NotifyScope.Instance;
        }
        else if (TryTake(ref rest, "GROUP \""))
        {
            scope = NotifyScope.Group;
        }
        else
        {
            return false;
        }

        // Names are quoted, not escaped: a quote may be part of one, but state and number hold none.
        var end = rest.LastIndexOf('"');
        if (end < 0)
        {
            return false;
        }

        var name = rest[..end];
        rest = rest[(end + 1)..];
        if (!TryTake(ref rest, " "))
        {
            return false;
        }

        var blank = rest.IndexOf(' ');
        if (blank < 0
            || KindOf(rest[..blank]) is not { } kind
            || !int.TryParse(rest[(blank + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
            || priority > 255)
        {
            return false;
        }

        parsed = new NotifyEvent(scope, name.ToString(), kind, priority);
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> rest, string prefix)
    {
        if (!rest.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        rest = rest[prefix.Length..];
        return true;
    }

    private static NotifyKind? KindOf(ReadOnlySpan<char> word) => word switch
    {
        "MASTER" => NotifyKind.Master,
        "BACKUP" => NotifyKind.Backup,
        "FAULT" => NotifyKind.Fault,
        "STOP" => NotifyKind.Stop,
        "DELETED" => NotifyKind.Deleted,
        "MASTER_RX_LOWER_PRI" => NotifyKind.MasterHeardLower,
        "MASTER_PRIORITY" => NotifyKind.MasterPriority,
        "BACKUP_PRIORITY" => NotifyKind.BackupPriority,
        _ => null,
    };
}
