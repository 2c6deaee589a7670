using Keepone.Core.Specification;

namespace Keepone.Core.Tests.Specification;

public sealed class SpecificationSetTests
{
    [Fact]
    public void Of_TwoRoutersWithOneVridOnOneNetwork_RefusesTheSecondAndNamesTheFirst()
    {
        var set = SpecificationSet.Of([Loaded("a", 7, "ha-a", "ns-a"), Loaded("b", 7, "ha-a", "ns-b")]);

        Assert.Equal("a", Assert.Single(set.Accepted).Router.Name);
        Assert.Equal(
            "b.yaml:2: vrid: found VRID 7 on HA network ha-a of router a (a.yaml:2), expected one that no other router has; router b is refused until this is changed",
            Assert.Single(set.Errors).ToString());
    }

    [Theory]
    [InlineData("a", 8, "ha-a", "ns-b", "the name")]
    [InlineData("b", 7, "ha-b", "ns-a", "in namespace ns-a")]
    public void Of_AClash_IsRefused(string name, int vrid, string network, string nameSpace, string what)
    {
        var set = SpecificationSet.Of([Loaded("a", 7, "ha-a", "ns-a"), Loaded(name, vrid, network, nameSpace)]);

        Assert.Single(set.Accepted);
        Assert.Contains(set.Errors, error => error.Found.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_RoutersOfDifferentNodes_AnInterfaceIsNoClashAndAVridIs()
    {
        var set = SpecificationSet.Of(
            [Loaded("a", 7, "ha-a", "none"), Loaded("b", 7, "ha-b", "none"), Loaded("c", 7, "ha-b", "none")], sameNode: false);

        Assert.Equal(["a", "b"], set.Accepted.Select(loaded => loaded.Router.Name));
        Assert.Contains("VRID 7 on HA network ha-b", Assert.Single(set.Errors).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneVridOnTwoNetworks_AcceptsBoth()
    {
        var set = SpecificationSet.Of([Loaded("a", 7, "ha-a", "ns-a"), Loaded("b", 7, "ha-b", "ns-b")]);

        Assert.Equal(["a", "b"], set.Accepted.Select(loaded => loaded.Router.Name));
        Assert.Empty(set.Errors);
    }

    private static LoadedRouter Loaded(string name, int vrid, string network, string nameSpace)
    {
        var text = $"router: {name}\nvrid: {vrid}\nnamespace: {nameSpace}\npriority: 100\nha: {{ network: {network}, interface: ha0, vip: 169.254.0.7/24 }}\n";
        return Assert.Single(SpecificationReader.Read(text, name + ".yaml").Loaded);
    }
}
