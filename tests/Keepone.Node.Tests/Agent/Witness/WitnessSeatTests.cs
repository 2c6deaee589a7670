using System.Collections.Immutable;
using Keepone.Agent.Witness;
using Keepone.Core.Model;
using Keepone.Core.Specification;

namespace Keepone.Node.Tests.Agent.Witness;

public sealed class WitnessSeatTests
{
    [Fact]
    public void Of_RoutersOfManyKinds_ServesThoseThatNameTheWitness()
    {
        var (seats, problems) = WitnessSeat.Of(
            [.. Router("a", "{ witnesses: [ { name: w1, address: 169.254.192.9 }, { name: w2, address: 169.254.192.8 } ] }"),
                .. Router("b", "{ witnesses: [ { name: w2, address: 169.254.192.8 } ] }"),
                .. Router("c", "{ mode: off, witnesses: [ { name: w1, address: 169.254.192.9 } ] }"),
                .. Router("d", "{ mode: off }")],
            "w1");

        Assert.Empty(problems);
        var seat = Assert.Single(seats);
        Assert.Equal(("a", 2, 4, 2, false), (seat.Name, seat.Group.Self, seat.Group.Names.Length, seat.Group.Replicas, seat.Group.IsReplica));
        Assert.Equal("169.254.192.9:3112", seat.Roster.Endpoints[seat.Roster.Self].ToString());
    }

    [Theory]
    [InlineData("{ witnesses: [ { name: w1, address: 169.254.192.9 } ], interval: 100ms }", false)]
    [InlineData("{ witnesses: [ { name: w1, address: 169.254.192.9, port: 4000 } ] }", false)]
    [InlineData("{ witnesses: [ { name: w1, address: 169.254.192.9 }, { name: w2, address: 169.254.192.8 } ] }", false)]
    [InlineData("{ witnesses: [ { name: w1, address: 169.254.192.9 } ] }\nroutes: [ { destination: 172.16.0.0/16, via: 169.254.0.9 } ]", true)]
    public void SameAs_AnotherSpecification_DiffersInWhatTheVoteRestsOn(string guard, bool same)
    {
        var one = WitnessSeat.Of(Router("a", "{ witnesses: [ { name: w1, address: 169.254.192.9 } ] }"), "w1").Seats.Single();

        Assert.Equal(same, one.SameAs(WitnessSeat.Of(Router("a", guard), "w1").Seats.Single()));
    }

    private static ImmutableArray<RouterSpecification> Router(string name, string guard)
    {
        var result = SpecificationReader.Read($$"""
            router: {{name}}
            vrid: 7
            replicas: [net-1, net-2]
            ha: { network: {{name}}, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
            guard: {{guard}}
            """, "r.yaml");
        Assert.Empty(result.Errors);
        return result.Routers;
    }
}
