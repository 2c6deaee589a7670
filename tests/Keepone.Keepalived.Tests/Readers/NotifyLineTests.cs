using CsCheck;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Tests.Readers;

public sealed class NotifyLineTests
{
    [Theory]
    [InlineData("INSTANCE \"edge-1\" MASTER 120\n", NotifyScope.Instance, "edge-1", NotifyKind.Master, 120, VrrpState.Master,
        true)]
    [InlineData("INSTANCE \"edge-1\" BACKUP 100", NotifyScope.Instance, "edge-1", NotifyKind.Backup, 100, VrrpState.Backup, true)]
    [InlineData("INSTANCE \"VR_1\" FAULT 1\n", NotifyScope.Instance, "VR_1", NotifyKind.Fault, 1, VrrpState.Fault, true)]
    [InlineData("INSTANCE \"VR_1\" STOP 100\n", NotifyScope.Instance, "VR_1", NotifyKind.Stop, 100, VrrpState.Down, true)]
    [InlineData("INSTANCE \"VR_1\" DELETED 100\n", NotifyScope.Instance, "VR_1", NotifyKind.Deleted, 100, VrrpState.Down, true)]
    [InlineData("INSTANCE \"VR_1\" MASTER_RX_LOWER_PRI 150\n", NotifyScope.Instance, "VR_1", NotifyKind.MasterHeardLower, 150,
        VrrpState.Master, false)]
    [InlineData("INSTANCE \"VR_1\" MASTER_PRIORITY 69\n", NotifyScope.Instance, "VR_1", NotifyKind.MasterPriority, 69,
        VrrpState.Master, false)]
    [InlineData("INSTANCE \"VR_1\" BACKUP_PRIORITY 254\n", NotifyScope.Instance, "VR_1", NotifyKind.BackupPriority, 254,
        VrrpState.Backup, false)]
    [InlineData("GROUP \"G1\" BACKUP 0\n", NotifyScope.Group, "G1", NotifyKind.Backup, 0, VrrpState.Backup, true)]
    [InlineData("INSTANCE \"a\" MASTER 1\" BACKUP 7\n", NotifyScope.Instance, "a\" MASTER 1", NotifyKind.Backup, 7,
        VrrpState.Backup, true)]
    public void TryParse_ALine_IsRead(string line, NotifyScope scope, string name, NotifyKind kind, int priority,
        VrrpState state, bool change)
    {
        Assert.True(NotifyLine.TryParse(line, out var parsed));
        Assert.Equal(new NotifyEvent(scope, name, kind, priority), parsed);
        Assert.Equal((state, change), (parsed.State, parsed.IsStateChange));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("INSTANCE \"edge-1\" MAST")]
    [InlineData("INSTANCE \"edge-1\" MASTER")]
    [InlineData("INSTANCE \"edge-1\" MASTER ")]
    [InlineData("INSTANCE \"edge-1\" MASTER 256")]
    [InlineData("INSTANCE \"edge-1\" MASTER -1")]
    [InlineData("INSTANCE \"edge-1\" MASTER 1 2")]
    [InlineData("INSTANCE \"edge-1\" master 100")]
    [InlineData("INSTANCE edge-1 MASTER 100")]
    [InlineData("INSTANCE \"edge-1 MASTER 100")]
    [InlineData("VS [192.168.201.15]:tcp:80 UP")]
    public void TryParse_AnythingElse_IsNone(string line) => Assert.False(NotifyLine.TryParse(line, out _));

    [Fact]
    public void TryParse_ALineLongerThanTheLimit_IsNone() =>
        Assert.False(NotifyLine.TryParse($"INSTANCE \"{new string('a', NotifyLine.Longest)}\" MASTER 100", out _));

    [Fact]
    public void TryParse_WhatKeepalivedWrites_ComesBackWhole() =>
        Gen.Select(Gen.Enum<NotifyScope>(), Gen.String[Gen.Char['!', '~'], 1, 63], Gen.Int[0, 7], Gen.Int[0, 255])
            .Sample((scope, name, word, priority) =>
        {
            string[] words = ["MASTER", "BACKUP", "FAULT", "STOP", "DELETED", "MASTER_RX_LOWER_PRI", "MASTER_PRIORITY",
                "BACKUP_PRIORITY"];
            var line = $"{(scope == NotifyScope.Group ? "GROUP" : "INSTANCE")} \"{name}\" {words[word]} {priority}\n";
            Assert.True(NotifyLine.TryParse(line, out var parsed));
            Assert.Equal(new NotifyEvent(scope, name, (NotifyKind)word, priority), parsed);
        });

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Gen.OneOf(
            Gen.String,
            Gen.Select(Gen.Const("INSTANCE \"edge-1\" MASTER 120"), Gen.Int[0, 27], Gen.Char,
                (line, at, with) => line[..at] + with + line[(at + 1)..]))
        .Sample(line => { _ = NotifyLine.TryParse(line, out _); });
}
