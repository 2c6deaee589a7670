using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Witness;

/// <summary>
/// What the agent of a replica says on the wire, said by a test: real packets, by a real socket in a namespace, again and again. It says the
/// same thing until it is told to say another.
/// </summary>
internal sealed class TestReplica : IDisposable
{
    private readonly TimeSpan _interval;
    private readonly Reactor _reactor;
    private readonly BeaconChannel _channel;
    private readonly ReactorTimer _timer;
    private readonly ulong _boot;
    private readonly GuardRoster _roster;
    private GuardRole _role;
    private byte _priority;
    private bool _silent;
    private TimeSpan _sent;

    internal TestReplica(TestReactor reactor, BeaconSockets sockets, RouterSpecification router, string node, NetworkNamespace place, GuardKeys keys, ulong boot = 1,
        int milliseconds = 50)
    {
        (_reactor, _boot, _roster, _interval) = (reactor.Reactor, boot, GuardRoster.Of(router, node)!, TimeSpan.FromMilliseconds(milliseconds));
        _channel = new BeaconChannel(sockets, _roster, place, keys, boot, (from, beacon) => Heard.Add((from, beacon)), why => Broken = why);
        _timer = reactor.Reactor.AddTimer(node, Speak);
        reactor.Reactor.Post(Speak);
    }

    /// <summary>What it heard, and of whom.</summary>
    internal Collected<(int From, Beacon Beacon)> Heard { get; } = new();

    internal string? Broken { get; private set; }

    internal BeaconCounters Counters => _channel.Counters;

    /// <summary>The index of the witness.</summary>
    internal int Witness => _roster.Replicas;

    /// <summary>Says this from now on.</summary>
    internal void Say(GuardRole role, int priority) => _reactor.Post(() =>
    {
        (_role, _priority, _silent) = (role, (byte)priority, false);
        Speak();
    });

    /// <summary>Says nothing more.</summary>
    internal void FallSilent() => _reactor.Post(() => _silent = true);

    /// <summary>Waits for a beacon of the witness.</summary>
    internal async Task<Beacon> UntilWitnessAsync(Func<Beacon, bool> condition) =>
        (await Heard.FirstAsync(heard => heard.From == Witness && condition(heard.Beacon))).Beacon;

    /// <summary>Forgets what it heard, and waits for the witness's next beacon that fits.</summary>
    internal async Task<Beacon> NextWitnessAsync(Func<Beacon, bool> condition)
    {
        var already = Heard.Items.Length;
        await Heard.UntilAsync(items => items.Skip(already).Any(heard => heard.From == Witness && condition(heard.Beacon)));
        return Heard.Items.Skip(already).First(heard => heard.From == Witness && condition(heard.Beacon)).Beacon;
    }

    public void Dispose()
    {
        using var done = new ManualResetEventSlim();
        if (_reactor.Post(() =>
        {
            _timer.Stop();
            _channel.Dispose();
            done.Set();
        }))
        {
            done.Wait(Collected<int>.Deadline);
        }
    }

    private void Speak()
    {
        var now = BootClock.Now;
        if (!_silent)
        {
            _sent = now > _sent ? now : _sent + TimeSpan.FromTicks(1);
            _channel.Send(new Beacon(_boot, _sent, _role, _priority, VoterState.Nobody, TimeSpan.Zero, 0, false));
        }

        _timer.Set(now + _interval);
    }
}
