using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>Reads the lines of blocks that hold values and no keywords (alloc_value_block() of lib/parser.c).</summary>
internal sealed class LineReader(ValueReader values)
{
    /// <summary>Weights beyond are those of no fault and no floor (vrrp_track.c).</summary>
    internal const int MostWeight = 253;

    private static readonly string[] AddressFlags = ["home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track", "use_vmac"];
    private static readonly string[] AddressOptions = ["dev", "scope", "broadcast", "brd", "label", "peer", "preferred_lft", "track_group"];

    /// <summary>Reads <c>track_*</c>: a name, and perhaps a weight.</summary>
    /// <param name="block">The block.</param>
    /// <param name="most">The largest weight.</param>
    internal ImmutableArray<Track> Tracks(Entry block, int most)
    {
        var tracks = ImmutableArray.CreateBuilder<Track>();
        foreach (var line in Lines(block))
        {
            if (tracks.Any(track => track.Name == line.Keyword))
            {
                values.Complain(line.Place, $"{block.Keyword}: '{line.Keyword}' is tracked already: keepalived ignores the second one");
            }
            else if (ReadTrack(line, most) is { } track)
            {
                tracks.Add(track);
            }
        }

        return tracks.ToImmutable();
    }

    /// <summary>Reads the addresses of <c>virtual_ipaddress</c> and <c>virtual_ipaddress_excluded</c>.</summary>
    internal ImmutableArray<VirtualAddress> Addresses(Entry block)
    {
        var addresses = ImmutableArray.CreateBuilder<VirtualAddress>();
        foreach (var line in Lines(block))
        {
            if (ReadAddress(line) is { } address)
            {
                addresses.Add(address);
            }
        }

        return addresses.ToImmutable();
    }

    /// <summary>Reads <c>unicast_peer</c>.</summary>
    internal ImmutableArray<Given<string>> Peers(Entry block)
    {
        var peers = ImmutableArray.CreateBuilder<Given<string>>();
        foreach (var line in Lines(block))
        {
            if (values.Address(line, 0, "keepalived leaves the peer out") is { } peer)
            {
                peers.Add(peer);
                CheckPeer(line);
            }
        }

        return peers.ToImmutable();
    }

    /// <summary>Reads all words of a block: <c>group</c>.</summary>
    internal static ImmutableArray<Given<string>> Words(Entry block) =>
        [.. Lines(block).SelectMany(line => line.Words).Select(word => new Given<string>(word.Text, word.Place))];

    /// <summary>Reads <c>interface_up_down_delays</c>.</summary>
    internal ImmutableArray<InterfaceDelay> Delays(Entry block)
    {
        var delays = ImmutableArray.CreateBuilder<InterfaceDelay>();
        foreach (var line in Lines(block))
        {
            const long Most = 255_000_000;
            if (values.Decimal(line, 0, Most) is not { } down)
            {
                continue;
            }

            var up = line.Value(2) is null ? new Given<TimeSpan>(TimeSpan.Zero, line.Place) : values.Decimal(line, 0, Most, index: 2);
            if (up is not null)
            {
                delays.Add(new InterfaceDelay(line.Keyword, down.Value, up.Value, line.Place));
            }
        }

        return delays.ToImmutable();
    }

    private static IEnumerable<Entry> Lines(Entry block) => block.Body.Where(line => !line.Words.IsEmpty);

    private Track? ReadTrack(Entry line, int most)
    {
        int? weight = null;
        bool? reversed = null;
        if (line.Value(1) is not null)
        {
            if (line.Value(1) != "weight" || line.Value(2) is null)
            {
                values.Refuse(line, line.Value(1) == "weight" ? 2 : 1, line.Value(1) == "weight" ? "a weight" : "'weight' or nothing", "keepalived does not track it", "keepalived does not track it");
                return null;
            }

            // 254 is taken for 253 (vrrp_track.c).
            weight = values.Whole(line, -254, 254, "keepalived takes the weight of what is tracked", index: 2)?.Value;
            if (weight is { } given && Math.Abs(given) > most)
            {
                values.Refuse(line, 2, $"a whole number from {-most} to {most}", $"keepalived takes {Math.Sign(given) * most}");
                weight = Math.Sign(given) * most;
            }

            switch (line.Value(3))
            {
                case null:
                    break;
                case "reverse" or "noreverse":
                    reversed = line.Value(3) == "reverse";
                    break;
                default:
                    values.Refuse(line, 3, "reverse, noreverse or nothing");
                    break;
            }
        }

        return new Track(line.Keyword, weight, reversed, line.Place);
    }

    private VirtualAddress? ReadAddress(Entry line)
    {
        const string Removed = "keepalived leaves the address out";
        var parts = line.Keyword.Split('/', 2);
        var address = ValueReader.ParseAddress(parts[0]);
        var most = address?.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (address is null)
        {
            values.Refuse(line, 0, "an IPv4 or IPv6 address, perhaps with a prefix length", Removed);
            return null;
        }

        var written = line.Keyword;
        if (parts.Length == 2 && parts[1].Length > 0 && !(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= most))
        {
            values.Refuse(line, 0, $"a prefix length from 0 to {most}", $"keepalived takes {most}");
            written = $"{parts[0]}/{most}";
        }

        string? device = null;
        for (var i = 1; i < line.Words.Length; i++)
        {
            var option = line.Words[i].Text;
            if (AddressOptions.Contains(option))
            {
                if (line.Value(++i) is not { } value)
                {
                    values.Refuse(line, i, $"a value for '{option}'", missing: Removed);
                    return null;
                }

                device = option == "dev" ? value : device;
            }
            else if (!AddressFlags.Contains(option))
            {
                values.Refuse(line, i, "an option of an address");
            }
        }

        return new VirtualAddress(written, device, line);
    }

    private void CheckPeer(Entry line)
    {
        for (var i = 1; i < line.Words.Length; i += 2)
        {
            if (line.Words[i].Text is not ("min_ttl" or "max_ttl"))
            {
                values.Refuse(line, i, "min_ttl, max_ttl or nothing");
                return;
            }

            values.Whole(line, 0, 255, index: i + 1, strict: true, missing: ValueReader.Ignored);
        }
    }
}
