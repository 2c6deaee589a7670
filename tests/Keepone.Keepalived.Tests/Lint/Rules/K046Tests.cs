using Keepone.Keepalived.Lint;

namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K046Tests
{
    [Fact]
    public void Check_AFileWithoutX_IsFound() => Linted.AssertFinds("K046", "as nobody, who may not execute it (mode 0644, owner 0:0): keepalived drops the check silently", Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534), HostExamples.FileAt("/usr/local/bin/web.sh", 0b110_100_100)));

    [Fact]
    public void Check_AFileForItsOwnerAlone_IsFound() => Linted.AssertFinds("K046", "(mode 0700, owner 0:0)", Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_000_000)));

    [Fact]
    public void Check_AFileForItsOwnerAloneAsRoot_IsNotFound() => Linted.AssertFinds("K046", null, Linted.Script("user root", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("root", new(0, 0), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_000_000)));

    [Fact]
    public void Check_AFileForAll_IsNotFound() => Linted.AssertFinds("K046", null, Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101)));

    [Fact]
    public void Check_ADirectoryThatTheUserMayNotSearch_IsNamed() => Linted.AssertFinds("K046", "who may not search /usr/local (mode 0700, owner 0:0)", Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534), Hosts.Closed(HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101), "/usr/local")));

    [Fact]
    public void Check_AUserThatDoesNotExist_IsAnotherRulesMatter() => Linted.AssertFinds("K046", null, Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", null, HostExamples.FileAt("/usr/local/bin/web.sh", 0b110_100_100)));

    [Fact]
    public void Check_WithoutAHost_SaysNothing() => Linted.AssertFinds("K046", null, Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"));
}
