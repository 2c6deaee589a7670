using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Tests.Model;

public sealed class FileKindTests
{
    [Theory]
    [InlineData("a.conf", "", FileKind.Keepalived)]
    [InlineData("a.yaml", "", FileKind.Specification)]
    [InlineData("a.yml", "vrrp_instance a {\n}", FileKind.Specification)]
    [InlineData("-", "# a router\nrouter: edge-1\nvrid: 7\n", FileKind.Specification)]
    [InlineData("keepalived", "! a comment\nvrrp_instance a {\n state BACKUP\n}", FileKind.Keepalived)]
    [InlineData("keepalived", "virtual_server_group a {\n}", FileKind.Keepalived)]
    [InlineData("-", "server {\n listen 80;\n}", FileKind.Unknown)]
    [InlineData("-", "", FileKind.Unknown)]
    public void Of_ANameAndAText_TellsTheKind(string name, string text, FileKind expected) => Assert.Equal(expected, FileKinds.Of(name, text));
}
