using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Tests.Golden;

namespace Keepone.Keepalived.Tests.Generator;

public sealed class KernelSettingTests
{
    [Theory]
    [InlineData("three-replicas", "")]
    [InlineData("pair-with-priority", "")]
    [InlineData("ipv6-mixed", "")]
    [InlineData("many-floating", "qg0")]
    [InlineData("two-internal", "qg0,qr0")]
    public void For_ARouter_SetsInterfacesWithSeveralIPv4Addresses(string name, string interfaces) =>
        Assert.Equal(
            interfaces.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(device => ($"/proc/sys/net/ipv4/conf/{device}/promote_secondaries", "1")),
            KernelSetting.For(GoldenCases.Router(name)).Select(setting => (setting.Path, setting.Value)));
}
