using Keepone.Keepalived.Lint;

namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K047Tests
{
    [Fact]
    public void Check_ADirectoryOfAGroup_IsNamed() => Linted.AssertFinds("K047", "as root, and /usr/local/bin is writable for its group (mode 0775, owner 0:50): keepalived drops the check", "global_defs {\nenable_script_security\n}\n" + Linted.Script("user root", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("root", new(0, 0), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101, writableDirectory: true)));

    [Fact]
    public void Check_WithoutSecurity_WhoeverMayWriteIsRoot() => Linted.AssertFinds("K047", "whoever may write there is root on this node", Linted.Script("user root", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("root", new(0, 0), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101, writableDirectory: true)));

    [Fact]
    public void Check_AFileForAllToWrite_IsNamed() => Linted.AssertFinds("K047", "/usr/local/bin/web.sh is writable for everybody (mode 0757", "global_defs {\nenable_script_security\n}\n" + Linted.Script("user root", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("root", new(0, 0), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_111)));

    [Fact]
    public void Check_AFileOfAnother_IsNamed() => Linted.AssertFinds("K047", "/usr/local/bin/web.sh is not root's (mode 0755, owner 1000:0)", "global_defs {\nenable_script_security\n}\n" + Linted.Script("user root", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("root", new(0, 0), Hosts.Owned(HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101), "/usr/local/bin/web.sh", 1000)));

    [Fact]
    public void Check_AStickyDirectory_IsSafe() => Linted.AssertFinds("K047", null, "global_defs {\nenable_script_security\n}\n" + Linted.Script("user root", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("root", new(0, 0), Hosts.Moded(HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101), "/usr/local/bin", 0x3FF)));

    [Fact]
    public void Check_AnUnprivilegedUser_IsNotLookedAt() => Linted.AssertFinds("K047", null, "global_defs {\nenable_script_security\n}\n" + Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101, writableDirectory: true)));

    [Fact]
    public void Check_RootsGroup_IsLookedAt() => Linted.AssertFinds("K047", "as nobody, and /usr/local/bin", "global_defs {\nenable_script_security\n}\n" + Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 0), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101, writableDirectory: true)));

    [Fact]
    public void Check_AProgramThatIsSetToRoot_IsLookedAt() => Linted.AssertFinds("K047", "/usr/local/bin is writable", "global_defs {\nenable_script_security\n}\n" + Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534), HostExamples.FileAt("/usr/local/bin/web.sh", 0b100_111_101_101, writableDirectory: true)));

    [Fact]
    public void Check_RootsOwnPath_IsSafe() => Linted.AssertFinds("K047", null, "global_defs {\nenable_script_security\n}\n" + Linted.Script("user root", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("root", new(0, 0), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101)));

    [Fact]
    public void Check_WithoutAHost_SaysNothing() => Linted.AssertFinds("K047", null, "global_defs {\nenable_script_security\n}\n" + Linted.Script("user root", command: "/usr/local/bin/web.sh -x"));
}
