using Keepone.Keepalived.Lint;

namespace Keepone.Keepalived.Tests.Lint.Rules;

public sealed class K048Tests
{
    [Fact]
    public void Check_AUserThatDoesNotExist_IsFound() => Linted.AssertFinds("K048", "check 'web' is to run as 'nobody', a user that this host does not have: keepalived removes the check", Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: Hosts.Without("nobody"));

    [Fact]
    public void Check_AGroupThatDoesNotExist_IsFound() => Linted.AssertFinds("K048", "'nobody wheel', a group that this host does not have", Linted.Script("user nobody wheel", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534)) with { Groups = System.Collections.Immutable.ImmutableDictionary<string, uint?>.Empty.Add("wheel", null) });

    [Fact]
    public void Check_SecurityWithoutTheDefaultUser_IsFound() => Linted.AssertFinds("K048", "check 'web' has no user, script security is on, and this host has no user keepalived_script", "global_defs {\nenable_script_security\n}\n" + Linted.Script("", command: "/usr/local/bin/web.sh -x"), host: Hosts.Without("keepalived_script"));

    [Fact]
    public void Check_WithoutSecurity_ItIsRootAndAnotherRulesMatter() => Linted.AssertFinds("K048", null, Linted.Script("", command: "/usr/local/bin/web.sh -x"), host: Hosts.Without("keepalived_script"));

    [Fact]
    public void Check_AUserThatExists_IsNotFound() => Linted.AssertFinds("K048", null, Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"), host: HostExamples.With("nobody", new(65534, 65534)));

    [Fact]
    public void Check_WithoutAHost_SaysNothing() => Linted.AssertFinds("K048", null, Linted.Script("user nobody", command: "/usr/local/bin/web.sh -x"));
}
