using System.Collections.Immutable;
using Keepone.Agent.Sources;
using Keepone.Agent.Voting;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Witness;

/// <summary>
/// All votes of a witness: one for each router that names it. They live on the reactor's thread, where steps are posted to; files are read
/// here, on the thread of whoever calls, because a disk must not keep a thousand votes waiting.
/// </summary>
internal sealed class WitnessVotes(WitnessServices services)
{
    /// <summary>The most routers: as many as a node may have replicas.</summary>
    public const int MostRouters = 4096;

    /// <summary>The most sockets: an address and port each, of which a witness usually has one.</summary>
    public const int MostSockets = 64;

    /// <summary>How often keys are looked at, and sockets that cannot be opened tried again.</summary>
    public static readonly TimeSpan Patrol = TimeSpan.FromSeconds(2);

    /// <summary>How long the promise of a router that is gone is kept: an editor's mistake is mended sooner, and no promise lasts longer.</summary>
    public static readonly TimeSpan Forget = TimeSpan.FromMinutes(1);

    /// <summary>How long the reactor's thread may take to do what it is asked: it takes milliseconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<RouterId, (WitnessVoter Voter, KeyFile Key)> _votes = [];
    private readonly Dictionary<string, TimeSpan> _gone = new(StringComparer.Ordinal);
    private ImmutableArray<string> _problems = [];

    /// <summary>What is wrong with the specifications, one sentence each.</summary>
    public ImmutableArray<string> Problems
    {
        get
        {
            lock (_gate)
            {
                return services.Lives.Trouble is { } trouble ? [.. _problems, $"The boot number cannot be kept: {trouble}"] : _problems;
            }
        }
    }

    /// <summary>The routers, counted.</summary>
    public WitnessTally Tally
    {
        get
        {
            lock (_gate)
            {
                return new WitnessTally(
                    _votes.Count, _votes.Values.Count(vote => vote.Voter.IsPromised), _votes.Values.Count(vote => !vote.Voter.IsFine));
            }
        }
    }

    /// <summary>Serves these routers from now on, and no others.</summary>
    /// <param name="set">The routers that are specified.</param>
    public void Apply(RouterSet set)
    {
        var name = services.Configuration.Name;
        var (seats, problems) = WitnessSeat.Of(set.Routers, name);
        (seats, var tooMany) = Limit(seats);
        foreach (var problem in problems.Concat(tooMany))
        {
            WitnessLog.Problem(services.Logger, problem);
        }

        lock (_gate)
        {
            _problems = [.. set.Problems, .. problems, .. tooMany];
            var wanted = seats.Select(seat => seat.Roster.Router).ToHashSet();
            foreach (var id in _votes.Keys.Where(id => !wanted.Contains(id)).ToList())
            {
                _votes.Remove(id, out var gone);

                // It leaves in order: the promise that stays behind lasts, and the others know.
                Post(gone.Voter.Leave);
                Post(gone.Voter.Dispose);
            }

            foreach (var seat in seats)
            {
                Serve(seat);
            }

            WitnessLog.Serves(services.Logger, name, _votes.Count);
        }
    }

    /// <summary>Looks after keys, sockets and files of promises.</summary>
    public void Tend()
    {
        lock (_gate)
        {
            foreach (var (voter, key) in _votes.Values)
            {
                if (key.Refresh() || (voter.IsHindered && key.Keys is not null))
                {
                    var (keys, problem) = (key.Keys, key.Problem);
                    Post(() => voter.Use(keys, problem));
                }
            }

            ForgetPromises();
        }
    }

    /// <summary>What is shown of all votes, by the router's name.</summary>
    /// <param name="stop">Cancels.</param>
    /// <returns>The votes; null: the thread on which they live does not answer.</returns>
    public async Task<ImmutableArray<WitnessedRouter>?> ReadAsync(CancellationToken stop)
    {
        WitnessVoter[] voters;
        lock (_gate)
        {
            voters = [.. _votes.Values.Select(vote => vote.Voter)];
        }

        try
        {
            return await services.Reactor.RunAsync<ImmutableArray<WitnessedRouter>>(() =>
            {
                var now = BootClock.Now;
                return [.. voters.Select(voter => voter.Read(now)).OrderBy(router => router.Name, StringComparer.Ordinal)];
            }).WaitAsync(Patience, services.Clock.Time, stop);
        }
        catch (Exception error) when (error is TimeoutException or IOException)
        {
            return null;
        }
    }

    /// <summary>Leaves all votes in order: their promises become long ones, and the others are told (G14).</summary>
    /// <returns>How many promises are left behind.</returns>
    public async Task<int> LeaveAsync()
    {
        List<WitnessVoter> voters;
        lock (_gate)
        {
            voters = [.. _votes.Values.Select(vote => vote.Voter)];
            _votes.Clear();
        }

        try
        {
            return await services.Reactor.RunAsync(() =>
            {
                voters.ForEach(voter => voter.Leave());
                var promised = voters.Count(voter => voter.IsPromised);
                voters.ForEach(voter => voter.Dispose());
                return promised;
            }).WaitAsync(Patience, services.Clock.Time);
        }
        catch (Exception error) when (error is TimeoutException or IOException)
        {
            return 0;
        }
    }

    private void Serve(WitnessSeat seat)
    {
        if (_votes.TryGetValue(seat.Roster.Router, out var known))
        {
            if (known.Voter.Seat.SameAs(seat))
            {
                return;
            }

            // Other voters or timers: it starts anew with the promise that it kept. Disposed first, since both use one socket and file.
            Post(known.Voter.Dispose);
        }

        var key = new KeyFile(services.Configuration.Keys, seat.Name);
        key.Refresh();
        var (voter, keys, problem) = (new WitnessVoter(services, seat), key.Keys, key.Problem);
        _votes[seat.Roster.Router] = (voter, key);
        Post(() => voter.Open(keys, problem));
    }

    private static (ImmutableArray<WitnessSeat> Seats, ImmutableArray<string> Problems) Limit(ImmutableArray<WitnessSeat> seats)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        if (seats.Length > MostRouters)
        {
            problems.Add($"{seats.Length} routers name this witness, and it serves {MostRouters} at most: the last ones are not served; use another witness for some");
            seats = seats[..MostRouters];
        }

        var places = seats.Select(seat => seat.Roster.Endpoints[seat.Roster.Self]).Distinct().Take(MostSockets + 1).ToList();
        if (places.Count > MostSockets)
        {
            problems.Add($"The routers give this witness more than {MostSockets} addresses and ports: those beyond are not served; give it one address for all");
            var served = places.Take(MostSockets).ToHashSet();
            seats = [.. seats.Where(seat => served.Contains(seat.Roster.Endpoints[seat.Roster.Self]))];
        }

        return (seats, problems.ToImmutable());
    }

    // Of routers that are gone for long: nobody is promised to anybody there any more.
    private void ForgetPromises()
    {
        try
        {
            var now = BootClock.Now;
            foreach (var path in Directory.EnumerateFiles(services.Promises).Take(2 * MostRouters).ToList())
            {
                if (RouterId.TryParse(Path.GetFileName(path), out var id) && _votes.ContainsKey(id))
                {
                    _gone.Remove(path);
                }
                else if (!_gone.TryGetValue(path, out var since))
                {
                    _gone[path] = now;
                }
                else if (now - since > Forget)
                {
                    File.Delete(path);
                    _gone.Remove(path);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // They are small, and gone with the next boot.
        }
    }

    private void Post(Action step) => services.Reactor.Post(step);
}
