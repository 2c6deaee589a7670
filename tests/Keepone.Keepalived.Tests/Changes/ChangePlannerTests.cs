using Keepone.Keepalived.Changes;
using Keepone.Keepalived.Tests.Golden;

namespace Keepone.Keepalived.Tests.Changes;

public sealed class ChangePlannerTests
{
    private const string Instance = "vrrp_instance edge-1";

    public static TheoryData<string, string, ChangeClass, string> Cases => new()
    {
        { "priority 120", "priority 110", ChangeClass.Hot, $"'priority 120' becomes 'priority 110' in {Instance}: the priority changes, the state stays" },
        { "advert_int 1", "advert_int 2", ChangeClass.Hot, $"'advert_int 1' becomes 'advert_int 2' in {Instance}: backups learn it from the adverts" },
        { "interface ha0", "interface ha1", ChangeClass.StateResetting, $"'interface ha0' becomes 'interface ha1' in {Instance}: the instance is made again, a master resigns" },
        { "virtual_router_id 7", "virtual_router_id 8", ChangeClass.TwoPhase, $"'virtual_router_id 7' becomes 'virtual_router_id 8' in {Instance}: replicas with different VRIDs are different routers: two masters until all have it" },
        { "version 3", "version 2", ChangeClass.TwoPhase, $"'version 3' becomes 'version 2' in {Instance}: replicas drop adverts of the other version: two masters until all have it" },
        { "10.0.0.1/24 dev qr0 no_track", "10.0.0.2/24 dev qr0 no_track", ChangeClass.Hot, $"'10.0.0.2/24 dev qr0 no_track' is new in {Instance}/virtual_ipaddress_excluded: the master adds and removes addresses, the state stays" },
        { "dynamic_interfaces", "dynamic_interfaces\n    vrrp_version 2", ChangeClass.TwoPhase, "'vrrp_version 2' is new in global_defs: replicas drop adverts of the other version: two masters until all have it" },
        { "dynamic_interfaces", "dynamic_interfaces\n    vrrp_mcast_group4 224.0.0.19", ChangeClass.StateResetting, "'vrrp_mcast_group4 224.0.0.19' is new in global_defs: the instance is made again, a master resigns" },
        { "dynamic_interfaces", "", ChangeClass.Hot, "'dynamic_interfaces' is gone in global_defs: the state stays" },
        { "dynamic_interfaces", "dynamic_interfaces\n    net_namespace x", ChangeClass.StateResetting, "'net_namespace x' is new in global_defs: keepalived reads it at its start only" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compare_OneDifference_IsClassifiedWithASentence(string before, string after, ChangeClass expected, string sentence)
    {
        var plan = ChangePlanner.Compare(Text, Text.Replace($"    {before}\n", $"    {after}\n", StringComparison.Ordinal));

        Assert.Equal(expected, plan.Class);
        Assert.Contains(sentence, plan.Changes.Select(change => change.Sentence));
        Assert.False(plan.ChangesAdvertisedAddressesOnly);
    }

    [Theory]
    [InlineData("", ChangeClass.TwoPhase)]
    [InlineData("version 2", ChangeClass.TwoPhase)]
    [InlineData("version 3", ChangeClass.Hot)]
    public void Compare_TheIntervalOfAdverts_DependsOnTheVersion(string version, ChangeClass expected)
    {
        var plan = ChangePlanner.Compare(Of("A", version, "advert_int 1"), Of("A", version, "advert_int 2"));

        Assert.Equal(expected, plan.Class);
    }

    [Fact]
    public void Compare_AnotherName_IsHotAndNothingElseDiffers()
    {
        var plan = ChangePlanner.Compare(Of("A", "virtual_router_id 1", "interface a"), Of("B", "virtual_router_id 1", "interface a"));

        var change = Assert.Single(plan.Changes);
        Assert.Equal((ChangeClass.Hot, "'vrrp_instance A' becomes 'vrrp_instance B': what carries the state over is the same, the state stays"), (change.Class, change.Sentence));
    }

    [Fact]
    public void Compare_AnInstanceThatComesAndOneThatGoes_IsTheirs()
    {
        var plan = ChangePlanner.Compare(Of("A", "virtual_router_id 1"), Of("B", "virtual_router_id 2"));

        Assert.Equal(
            [
                (ChangeClass.Hot, "'vrrp_instance B' is new: it starts as a backup"),
                (ChangeClass.StateResetting, "'vrrp_instance A' is gone: a master resigns and nobody answers for its addresses"),
                (ChangeClass.Hot, "'virtual_router_id 2' is new in vrrp_instance B: it comes or goes with its instance"),
                (ChangeClass.Hot, "'virtual_router_id 1' is gone in vrrp_instance A: it comes or goes with its instance"),
            ],
            plan.Changes.Select(change => (change.Class, change.Sentence)));
    }

    [Fact]
    public void Compare_AnAddressThatMovesToAnotherInstance_TakesTwoReloads()
    {
        var plan = ChangePlanner.Compare(
            Of("A", "virtual_router_id 1", "virtual_ipaddress_excluded {\n10.0.0.1/24\n10.0.0.2/24\n}") + Of("B", "virtual_router_id 2"),
            Of("A", "virtual_router_id 1", "virtual_ipaddress_excluded {\n10.0.0.2/24\n}") + Of("B", "virtual_router_id 2", "virtual_ipaddress_excluded {\n10.0.0.1/24\n}"));

        Assert.Equal(
            "'10.0.0.1/24' is new in vrrp_instance B: it moves here from vrrp_instance A: take it out there, reload, and only then put it in here, or the one removes what the other has set",
            Assert.Single(plan.Changes, change => change.Class == ChangeClass.TwoPhase).Sentence);
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("skip_check_adv_addr", "", true)]
    [InlineData("skip_check_adv_addr off", "vrrp_skip_check_adv_addr", false)]
    [InlineData("", "vrrp_skip_check_adv_addr on", true)]
    public void Compare_OtherAddresses_KnowsWhetherBackupsTrustTheirMaster(string own, string global, bool expected)
    {
        string Text(string address) => $"global_defs {{\n{global}\n}}\n" + Of("A", own, $"virtual_ipaddress {{\n{address}\n}}");
        var plan = ChangePlanner.Compare(Text("10.0.0.1/24"), Text("10.0.0.2/24"));

        Assert.Equal((true, expected), (plan.ChangesAdvertisedAddressesOnly, plan.BackupsTrustTheirMaster));
    }

    [Fact]
    public void Compare_TheAddressOfTheAdverts_IsTwoPhaseAndKnownAsSuch()
    {
        var plan = ChangePlanner.Compare(Text, Text.Replace("169.254.0.7/24", "169.254.0.8/24", StringComparison.Ordinal).Replace("priority 120", "priority 90", StringComparison.Ordinal));

        Assert.Equal((ChangeClass.TwoPhase, true, 3), (plan.Class, plan.ChangesAdvertisedAddressesOnly, plan.Changes.Length));
        Assert.StartsWith("'169.254.0.8/24 dev ha0' is new in vrrp_instance edge-1/virtual_ipaddress: a replica drops adverts", plan.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    priority 120\n", "    priority 120   # the first\n\n")]
    [InlineData("    priority 120\n", "\tpriority\t120\n")]
    [InlineData("# Router edge-1", "! Router edge one")]
    public void Compare_CommentsAndBlanks_AreNoDifference(string before, string after)
    {
        var changed = Text.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(Text, changed);

        Assert.True(ChangePlanner.Compare(Text, changed).IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void Compare_AGoldenCaseWithItself_IsEmptyAndWithNothingIsNot(string name)
    {
        var text = GoldenCases.Render(GoldenCases.Replicas(GoldenCases.Router(name)).First());

        Assert.True(ChangePlanner.Compare(text, text + "\n# nothing\n").IsEmpty);
        Assert.Equal((ChangeClass.Hot, ChangeClass.StateResetting), (ChangePlanner.Compare("", text).Class, ChangePlanner.Compare(text, "").Class));
        Assert.Equal(ChangePlanner.Compare("", text).Changes.Length, ChangePlanner.Compare(text, "").Changes.Length);
    }

    public static TheoryData<string> Golden => GoldenCases.Theory;

    private static string Text => GoldenCases.Render(GoldenCases.Replicas(GoldenCases.Router("three-replicas")).First());

    private static string Of(string name, params string[] lines) => $"vrrp_instance {name} {{\n{string.Join('\n', lines)}\n}}\n";
}
