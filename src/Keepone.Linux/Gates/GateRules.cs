using System.Collections.Immutable;
using System.Net;

namespace Keepone.Linux;

/// <summary>An interface with a gate.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Vrid">The virtual router whose adverts leave here and are held back; null: none.</param>
/// <param name="Forwards">Whether what is forwarded out of here is held back as well: in a namespace that is the router's alone.</param>
public sealed record GatePort(string Interface, byte? Vrid, bool Forwards);

/// <summary>What a closed gate holds back.</summary>
/// <param name="Name">Whose gate it is; no two gates of a namespace have the same.</param>
/// <param name="Handle">A number made of the name: the kernel's filters need one. Not 0.</param>
/// <param name="Addresses">
/// Packets from and to these addresses are dropped, ARP and neighbour discovery about them too; at most
/// <see cref="MostAddresses"/>.
/// </param>
/// <param name="Ports">The interfaces.</param>
public sealed record GateRules(string Name, uint Handle, ImmutableArray<IPAddress> Addresses, ImmutableArray<GatePort> Ports)
{
    /// <summary>The most addresses: a jump in the program reaches 32,767 instructions, and an IPv6 address takes twelve.</summary>
    public const int MostAddresses = 2000;
}
