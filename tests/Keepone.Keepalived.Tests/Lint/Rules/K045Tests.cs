using Keepone.Keepalived.Lint;

namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K045Tests
{
    [Fact]
    public void Check_AFileThatIsMissing_IsFound() => Linted.AssertFinds("K045", "check 'web' runs /usr/local/bin/web.sh, and it does not exist on this host: keepalived drops the check", Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534)) with { Paths = Hosts.Missing("/usr/local/bin", "web.sh") });

    [Fact]
    public void Check_ADirectoryThatIsMissing_IsNamed() => Linted.AssertFinds("K045", "and /usr/local/bin does not exist", Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534)) with { Paths = Hosts.Missing("/usr/local", "bin", "/web.sh") });

    [Fact]
    public void Check_AFileThatIsThere_IsNotFound() => Linted.AssertFinds("K045", null, Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101)));

    [Fact]
    public void Check_ANotifyScript_SaysThatNobodyIsTold() => Linted.AssertFinds("K045", "keepalived drops it, and nobody is told", Linted.Instance("notify_master /usr/local/bin/web.sh"), host: HostExamples.With("nobody", new(65534, 65534)) with { Paths = Hosts.Missing("/usr/local/bin", "web.sh") });

    [Fact]
    public void Check_WithoutAHost_SaysNothing() => Linted.AssertFinds("K045", null, Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"));
}
