namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K049Tests
{
    /// <summary>Files, and what is found in them; null: nothing.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { Linted.Instance("notify_master \"/etc/a\"\nnotify_backup \"/etc/b\""), "2 notify scripts (notify_master and notify_backup)" },
        { "vrrp_sync_group g {\ngroup {\na\nb\n}\nnotify \"/etc/a\"\n}\n", "1 notify script (notify)" },
        { "global_defs {\nvrrp_notify_fifo /run/f\nvrrp_notify_fifo_script \"/etc/a\"\n}\n", null },
        { Linted.Instance("notify_deleted"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_AFile_FindsWhatIsWrong(string text, string? message) => Linted.AssertFinds("K049", message, text);
}
