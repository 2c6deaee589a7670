using Keepone.Keepalived.Changes;

namespace Keepone.Keepalived.Tests.Changes;

public sealed class RollOutOrderTests
{
    [Theory]
    [InlineData("priority 1", "priority 1", "")]
    [InlineData("priority 1", "priority 2", "Reload the nodes in any order")]
    [InlineData("interface a", "interface b", "Reload the backups, one after another.|Reload the master last")]
    [InlineData("virtual_router_id 1", "virtual_router_id 2", "Stop keepalived on the backups|Reload the master|Start the backups|In any other order")]
    [InlineData("virtual_ipaddress { 10.0.0.1 }", "virtual_ipaddress { 10.0.0.2 }", "Put skip_check_adv_addr into|Wait for one advert|Reload the master with|Reload the backups then|Or move")]
    [InlineData("skip_check_adv_addr\nvirtual_ipaddress { 10.0.0.1 }", "skip_check_adv_addr\nvirtual_ipaddress { 10.0.0.2 }", "Reload the master first|Reload the backups then")]
    public void For_AChange_GivesItsSteps(string before, string after, string expected)
    {
        var steps = RollOutOrder.For(ChangePlanner.Compare($"vrrp_instance A {{\n{before}\n}}", $"vrrp_instance A {{\n{after}\n}}"));

        var beginnings = expected.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(beginnings.Length, steps.Length);
        Assert.All(beginnings.Zip(steps), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }
}
