using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Guard;

/// <summary>A guarded router of three replicas and a witness, and its keys.</summary>
internal static class Rosters
{
    public static readonly RouterSpecification Router = new()
    {
        Id = RouterId.FromName("edge-1"),
        Name = "edge-1",
        Vrid = 7,
        AdvertInterval = TimeSpan.FromSeconds(1),
        Replicas = ["net-1", "net-2", "net-3"],
        Ha = new HaSpecification
        {
            Network = "ha-a",
            Interface = "ha0",
            Vip = Prefix("169.254.0.7/24"),
            Addresses = Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => $"net-{i}", i => Prefix($"169.254.192.{i}/18")),
        },
        Guard = new GuardSpecification
        {
            Witnesses = [new WitnessSpecification { Name = "w1", Address = IPAddress.Parse("169.254.192.9"), Port = 4000 }],
        },
    };

    public static GuardKeys Keys(byte current, byte? next = null) =>
        new(Key(current), next is { } other ? Key(other) : default);

    public static GuardRoster Of(string name, RouterSpecification? router = null) => GuardRoster.Of(router ?? Router, name)!;

    public static byte[] Key(byte first) => [.. Enumerable.Range(first, GuardKeys.KeyBytes).Select(i => (byte)i)];

    private static IpPrefix Prefix(string text) => IpPrefix.TryParse(text, out var prefix) ? prefix : throw new FormatException(text);
}
