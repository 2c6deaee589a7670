using Keepone.Linux.Gates;
using Keepone.Linux.Interop;
using Keepone.Linux.Netlink;

namespace Keepone.Linux;

/// <summary>
/// A gate in the kernel that is open until a moment of CLOCK_BOOTTIME, and then closes by itself (docs/adr/0006): what only the one
/// master may say then passes no more, whatever became of the process that should have moved that moment on. It stays on its
/// interfaces when the process dies. Not for use by two threads at once, but for <see cref="OpenUntil"/> and <see cref="Dropped"/>.
/// </summary>
public sealed unsafe class TrafficGate : IDisposable
{
    private const int ReadAndWrite = 3;
    private const int Shared = 1;
    private const ulong NanosecondsPerTick = 100;

    private readonly NetworkNamespace? _place;
    private readonly string _placeName;
    private readonly nuint _length = (nuint)Environment.SystemPageSize;
    private Descriptor? _map;
    private nint _value;

    private TrafficGate(NetworkNamespace? place, GateRules rules)
    {
        (_place, Rules) = (place, rules);
        _placeName = place?.Path ?? "the current namespace";
    }

    /// <summary>What it holds back.</summary>
    public GateRules Rules { get; private set; }

    /// <summary>Why it is not on all of its interfaces, though on some; null: it is.</summary>
    public LinuxException? Missing { get; private set; }

    /// <summary>Whether an earlier process had put it there: <see cref="OpenUntil"/> is what that one said last.</summary>
    public bool WasThere { get; private set; }

    /// <summary>
    /// The end of the lease, as CLOCK_BOOTTIME; zero: closed; <see cref="TimeSpan.MaxValue"/>: open for ever. Written at once, without
    /// a system call, and read anew for each packet.
    /// </summary>
    public TimeSpan OpenUntil
    {
        get => Volatile.Read(ref At(GateProgram.OpenUntilOffset)) is var until && until == ulong.MaxValue
            ? TimeSpan.MaxValue
            : TimeSpan.FromTicks((long)(until / NanosecondsPerTick));
        set => Volatile.Write(ref At(GateProgram.OpenUntilOffset), value == TimeSpan.MaxValue
            ? ulong.MaxValue
            : checked((ulong)Math.Max(value.Ticks, 0) * NanosecondsPerTick));
    }

    /// <summary>How many packets it held back since it was made.</summary>
    public long Dropped => (long)Volatile.Read(ref At(GateProgram.DroppedOffset));

    /// <summary>
    /// Puts a gate on interfaces. One that an earlier process left there is taken over, with its moment; a new one is closed.
    /// </summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="rules">What it holds back.</param>
    /// <param name="openUntil">What <see cref="OpenUntil"/> is to be from the first packet on, when none was there.</param>
    /// <returns>The gate, in force.</returns>
    /// <exception cref="LinuxException">
    /// It is nowhere: no interface exists, the kernel is older than 5.8, or the process has not CAP_SYS_ADMIN and CAP_NET_ADMIN. Where it
    /// is on some interfaces it must be moved, and <see cref="Missing"/> says why it is not on all.
    /// </exception>
    public static TrafficGate Put(NetworkNamespace? place, GateRules rules, TimeSpan openUntil)
    {
        var gate = new TrafficGate(place, Checked(rules));
        try
        {
            using var socket = NetlinkSocket.OpenIn(place);
            gate._map = gate.Earlier(socket);
            gate.WasThere = gate._map is not null;
            gate._map ??= Bpf.CreateMap(GateProgram.ValueBytes, "keepone_lease");
            gate.Map();
            if (!gate.WasThere)
            {
                gate.OpenUntil = openUntil;
            }

            var (put, missing) = gate.PutAll(socket, rules);
            gate.Missing = missing;
            return missing is null || put > 0 || gate.WasThere ? gate : throw missing;
        }
        catch
        {
            gate.Dispose();
            throw;
        }
    }

    /// <summary>Puts it on its interfaces again: they were made anew, or what it holds back changed.</summary>
    /// <param name="rules">What it holds back from now on. Name and handle stay.</param>
    /// <exception cref="LinuxException">As with <see cref="Put(NetworkNamespace?, GateRules, TimeSpan)"/>.</exception>
    public void Put(GateRules rules)
    {
        _ = Checked(rules);
        if (rules.Name != Rules.Name || rules.Handle != Rules.Handle)
        {
            throw new ArgumentException("The gate's own name and handle are expected.", nameof(rules));
        }

        using var socket = NetlinkSocket.OpenIn(_place);
        var gone = Rules.Ports.Where(port => rules.Ports.All(other => other.Interface != port.Interface));
        foreach (var link in LinksOf(gone))
        {
            Remove(socket, link, rules.Handle, _placeName);
        }

        // As far as it goes: what is half in force is known by its new rules too.
        (_, Missing) = PutAll(socket, rules);
        Rules = rules;
        if (Missing is not null)
        {
            throw Missing;
        }
    }

    /// <summary>Whether it is on all of its interfaces, in both directions.</summary>
    /// <returns>False when somebody took it away, or an interface was made anew.</returns>
    /// <exception cref="LinuxException">The kernel did not answer.</exception>
    public bool IsInForce()
    {
        using var socket = NetlinkSocket.OpenIn(_place);
        var links = LinksOf(Rules.Ports);
        return links.Count == Rules.Ports.Length && links.TrueForAll(link =>
            Array.TrueForAll([true, false], leaves => TrafficControl.Find(socket, link, leaves, _placeName).Exists(IsOurs)));
    }

    /// <summary>Opens a gate that an earlier process left, as it is.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="rules">Whose gate, and on which interfaces.</param>
    /// <returns>The gate; null: there is none.</returns>
    /// <exception cref="LinuxException">The process has not CAP_SYS_ADMIN, or the filter of this number is not a gate.</exception>
    public static TrafficGate? Find(NetworkNamespace? place, GateRules rules)
    {
        var gate = new TrafficGate(place, Checked(rules));
        try
        {
            using var socket = NetlinkSocket.OpenIn(place);
            gate._map = gate.Earlier(socket);
            if (gate._map is null)
            {
                gate.Dispose();
                return null;
            }

            gate.WasThere = true;
            gate.Map();
            return gate;
        }
        catch
        {
            gate.Dispose();
            throw;
        }
    }

    /// <summary>Takes a gate away: what it held back passes again.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="rules">Whose gate, and on which interfaces.</param>
    /// <returns>False when there was none.</returns>
    /// <exception cref="LinuxException">The process has not CAP_NET_ADMIN.</exception>
    public static bool Remove(NetworkNamespace? place, GateRules rules)
    {
        var gate = new TrafficGate(place, Checked(rules));
        using var socket = NetlinkSocket.OpenIn(place);
        return gate.LinksOf(rules.Ports).Select(link => Remove(socket, link, rules.Handle, gate._placeName)).ToList().Contains(true);
    }

    /// <summary>Lets go of it. It stays in force: nothing moves its moment on any more, so it closes.</summary>
    public void Dispose()
    {
        if (_value != 0)
        {
            _ = Libc.Unmap(_value, _length);
            _value = 0;
        }

        _map?.Dispose();
        _map = null;
    }

    private static GateRules Checked(GateRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Handle == 0 || rules.Name.Length > 60)
        {
            throw new ArgumentException("A handle other than 0 and a name of at most 60 characters are expected.", nameof(rules));
        }

        return rules.Addresses.Length <= GateRules.MostAddresses
            ? rules
            : throw new LinuxException(
                $"cannot put a gate on {rules.Addresses.Length} addresses: at most {GateRules.MostAddresses} are expected");
    }

    private static bool Remove(NetlinkSocket socket, Link link, uint handle, string place) =>
        TrafficControl.Remove(socket, link, leaves: true, handle, place) | TrafficControl.Remove(socket, link, leaves: false, handle, place);

    private bool IsOurs(TrafficControl.Filter filter) => filter.Handle == Rules.Handle && filter.Name == Rules.Name;

    private List<Link> LinksOf(IEnumerable<GatePort> ports)
    {
        using var dump = RouteDump.OpenIn(_place);
        var names = ports.Select(port => port.Interface).ToHashSet(StringComparer.Ordinal);
        return [.. dump.Links().Where(link => names.Contains(link.Name))];
    }

    // The map of the gate that an earlier process left, found by the programs that still use it.
    private Descriptor? Earlier(NetlinkSocket socket)
    {
        foreach (var link in LinksOf(Rules.Ports))
        {
            foreach (var filter in TrafficControl.Find(socket, link, leaves: true, _placeName).Where(filter => filter.Handle == Rules.Handle))
            {
                if (filter.Name != Rules.Name || filter.Program == 0)
                {
                    throw new LinuxException(
                        $"cannot put a gate on {link.Name} of {_placeName}: filter {Rules.Handle:x} there is not its own "
                        + $"('{filter.Name}'); remove it with 'tc filter del dev {link.Name} egress'");
                }

                using var program = Bpf.ProgramById(filter.Program);
                if (Bpf.MapOf(program) is { } map)
                {
                    return Bpf.MapById(map);
                }
            }
        }

        return null;
    }

    // On as many as it goes: one interface that is not there is no reason to let the others speak.
    private (int Put, LinuxException? Missing) PutAll(NetlinkSocket socket, GateRules rules)
    {
        var links = LinksOf(rules.Ports);
        var (put, missing) = (0, (LinuxException?)null);
        foreach (var port in rules.Ports)
        {
            try
            {
                var link = links.Find(link => link.Name == port.Interface)
                    ?? throw new LinuxException($"put a gate on {port.Interface} of {_placeName}", Errno.Enodev);
                foreach (var leaves in new[] { true, false })
                {
                    using var program = Bpf.Load(
                        GateProgram.Assemble(rules, port, leaves, (int)_map!.DangerousGetHandle()), "keepone_gate");
                    TrafficControl.Put(socket, link, leaves, rules.Handle, rules.Name, program, _placeName);
                    put++;
                }
            }
            catch (LinuxException error)
            {
                missing ??= error;
            }
        }

        return (put, missing);
    }

    private void Map()
    {
        _value = Libc.Map(0, _length, ReadAndWrite, Shared, _map!, 0);
        if (_value == -1)
        {
            _value = 0;
            throw LinuxException.Last("map a BPF map into memory");
        }
    }

    private ref ulong At(int offset)
    {
        ObjectDisposedException.ThrowIf(_value == 0, this);
        return ref *(ulong*)(_value + offset);
    }
}
