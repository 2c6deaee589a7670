using System.Globalization;
using System.Net.Sockets;
using Keepone.Core.Guard;
using Keepone.Core.Specification;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>
/// The other nodes of all routers: a process of its own, so that what it costs is not the agent's. A line on its input asks for its
/// counters; the end of its input ends it.
/// </summary>
internal sealed class GuardPeers
{
    // What a master whose adverts are not heard here says: the real keepalived of every second router is in this very namespace.
    private static readonly TimeSpan AdvertInterval = TimeSpan.FromSeconds(1);

    private GuardPeers(Reactor reactor, BeaconAuthenticator authenticator) => (Reactor, Authenticator) = (reactor, authenticator);

    internal Reactor Reactor { get; }

    internal BeaconAuthenticator Authenticator { get; }

    internal DatagramBatch Incoming { get; } = new(8, BeaconPacket.MostBytes);

    internal DatagramBatch Outgoing { get; } = new(VoterGroup.MostVoters, BeaconPacket.Bytes);

    internal long FromAgent { get; set; }

    internal long ToAgent { get; set; }

    internal long Rejected { get; set; }

    internal long Lost { get; set; }

    internal static async Task<int> RunAsync(int count, CancellationToken stop)
    {
        OwnResources.RaiseDescriptorLimit();
        using var reactor = new Reactor((name, error) => Console.Error.WriteLine($"{name}: {error}"));
        using var place = NetworkNamespace.OpenNamed(GuardStage.PeerName);
        var (keys, errors) = GuardKeys.Read(await File.ReadAllTextAsync(GuardStage.KeyFile, stop), GuardStage.KeyFile);
        if (keys is null)
        {
            throw new InvalidOperationException(string.Join("; ", errors));
        }

        using var authenticator = new BeaconAuthenticator(keys);
        var all = new GuardPeers(reactor, authenticator);
        for (var i = 0; i < count; i++)
        {
            all.Open(i, place);
        }

        while (await Console.In.ReadLineAsync(stop) is not null)
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{all.FromAgent} {all.ToAgent} {all.Rejected} {all.Lost}"));
        }

        return 0;
    }

    private void Open(int router, NetworkNamespace place)
    {
        var specification = SpecificationReader.Read(GuardStage.Specification(router, "promise"), "bench").Routers[0];
        var master = GuardStage.PeerIsMaster(router);
        var two = new GuardPeer(this, specification, "net-2", place, master);
        var three = new GuardPeer(this, specification, "net-3", place, isMaster: false);
        if (master)
        {
            ReactorTimer? timer = null;
            timer = Reactor.AddTimer($"the adverts of {specification.Name}", () =>
            {
                three.HearAdvert(1, 250);
                timer!.Set(BootClock.Now + AdvertInterval);
            });
            Reactor.Post(() => timer.Set(BootClock.Now));
            return;
        }

        var socket = VrrpSocket.OpenIn(place, specification.Name, AddressFamily.InterNetwork, specification.Vrid);
        socket.Attach(Reactor, (in received) =>
        {
            if (received.Read().Advert is { } advert)
            {
                two.HearAdvert(0, advert.Priority);
                three.HearAdvert(0, advert.Priority);
            }
        });
    }
}
