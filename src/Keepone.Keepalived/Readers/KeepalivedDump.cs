using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Keepone.Core.Model;

namespace Keepone.Keepalived;

/// <summary>How far a dump could be read.</summary>
public enum DumpReading
{
    /// <summary>It is whole.</summary>
    Complete = 0,

    /// <summary>
    /// It is empty or cut off: keepalived puts the file in place before it fills it (reference/keepalived.md B.5). Read it again.
    /// </summary>
    Incomplete,

    /// <summary>It is whole and no dump, or too large.</summary>
    Malformed,
}

/// <summary>A VRRP instance in a dump. What the dump says of secrets is never taken over.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state.</param>
/// <param name="WantedState">The state that it is about to take.</param>
/// <param name="Vrid">The virtual router identifier.</param>
/// <param name="BasePriority">The configured priority.</param>
/// <param name="EffectivePriority">The priority after track files.</param>
/// <param name="MasterPriority">The priority of the master that it last heard; 0 when it is master itself.</param>
/// <param name="HoldsAddresses">Whether its addresses are set.</param>
/// <param name="LastTransition">When its state last changed, by the wall clock; null when it never did.</param>
/// <param name="Addresses">The addresses that it sets as master, such as <c>10.0.0.1/24</c>.</param>
/// <param name="Statistics">The counters, by keepalived's names, such as <c>advert_rcvd</c> and <c>become_master</c>.</param>
public sealed record DumpedInstance(
    string Name,
    VrrpState State,
    VrrpState WantedState,
    int Vrid,
    int BasePriority,
    int EffectivePriority,
    int MasterPriority,
    bool HoldsAddresses,
    DateTimeOffset? LastTransition,
    ImmutableArray<string> Addresses,
    ImmutableSortedDictionary<string, long> Statistics);

/// <summary>
/// keepalived's JSON dump, in the form of 2.2.7 (an array) or of later versions (<c>json_version 2</c>: an object).
/// </summary>
/// <param name="Instances">The VRRP instances.</param>
public sealed record KeepalivedDump(ImmutableArray<DumpedInstance> Instances)
{
    /// <summary>The largest dump that is read: a router with 2000 addresses makes about 200 kB.</summary>
    public const int Largest = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>Reads a dump.</summary>
    /// <param name="json">The file's content.</param>
    /// <param name="dump">What it says; null unless it is complete.</param>
    /// <returns>How far it could be read. Never throws.</returns>
    public static DumpReading TryParse(ReadOnlySpan<byte> json, out KeepalivedDump? dump)
    {
        dump = null;
        if (json.Length > Largest)
        {
            return DumpReading.Malformed;
        }

        try
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: true,
                new JsonReaderState(new JsonReaderOptions { MaxDepth = Options.MaxDepth }));
            using var document = JsonDocument.ParseValue(ref reader);
            if (json[(int)reader.BytesConsumed..].ContainsAnyExcept(" \r\n\t\0"u8)
                || !TryRead(document.RootElement, out var instances))
            {
                return DumpReading.Malformed;
            }

            dump = new KeepalivedDump(instances);
            return DumpReading.Complete;
        }
        catch (JsonException)
        {
            // Cut off or garbled: for the reader the same, it asks again a bounded number of times.
            return EndsLikeADump(json) ? DumpReading.Malformed : DumpReading.Incomplete;
        }
        catch (InvalidOperationException)
        {
            // A string that is no UTF-8.
            return DumpReading.Malformed;
        }
    }

    private static bool EndsLikeADump(ReadOnlySpan<byte> json) =>
        json.TrimEnd(" \r\n\t\0"u8) is [(byte)'[' or (byte)'{', .., (byte)']' or (byte)'}'];

    private static bool TryRead(JsonElement root, out ImmutableArray<DumpedInstance> instances)
    {
        instances = [];
        var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("vrrp", out var vrrp) ? vrrp : root;
        if (list.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var read = ImmutableArray.CreateBuilder<DumpedInstance>();
        foreach (var element in list.EnumerateArray())
        {
            if (!TryReadInstance(element, out var instance))
            {
                return false;
            }

            read.Add(instance);
        }

        instances = read.ToImmutable();
        return true;
    }

    private static bool TryReadInstance(JsonElement element, [NotNullWhen(true)] out DumpedInstance? instance)
    {
        instance = null;
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("iname", out var name)
            || name.ValueKind != JsonValueKind.String
            || !TryNumber(data, "state", out var state)
            || !TryNumber(data, "vrid", out var vrid)
            || !TryNumber(data, "effective_priority", out var effective))
        {
            return false;
        }

        instance = new DumpedInstance(
            name.GetString()!,
            StateOf(state),
            TryNumber(data, "wantstate", out var wanted) ? StateOf(wanted) : VrrpState.Unknown,
            (int)vrid,
            TryNumber(data, "base_priority", out var configured) ? (int)configured : (int)effective,
            (int)effective,
            TryNumber(data, "master_priority", out var heard) ? (int)heard : 0,
            data.TryGetProperty("vipset", out var set)
                && (set.ValueKind == JsonValueKind.True || (TryNumber(data, "vipset", out var number) && number != 0)),
            TransitionOf(data),
            [.. AddressesOf(data, "vips"), .. AddressesOf(data, "evips")],
            StatisticsOf(element));
        return true;
    }

    // INIT 0, BACKUP 1, MASTER 2, FAULT 3, DELETED 97, STOP 98 (reference/keepalived.md B.6).
    private static VrrpState StateOf(long number) => number switch
    {
        0 => VrrpState.Init,
        1 => VrrpState.Backup,
        2 => VrrpState.Master,
        3 => VrrpState.Fault,
        97 or 98 => VrrpState.Down,
        _ => VrrpState.Unknown,
    };

    private static DateTimeOffset? TransitionOf(JsonElement data) =>
        data.TryGetProperty("last_transition", out var element)
        && element.ValueKind == JsonValueKind.Number
        && element.TryGetDouble(out var seconds)
        && seconds is > 0 and < 4e9
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    // "203.0.113.11/24 dev qg0 scope global no_track set"
    private static IEnumerable<string> AddressesOf(JsonElement data, string key) =>
        data.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!.Split(' ', 2)[0])
            : [];

    private static ImmutableSortedDictionary<string, long> StatisticsOf(JsonElement element)
    {
        var counters = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        if (element.TryGetProperty("stats", out var stats) && stats.ValueKind == JsonValueKind.Object)
        {
            foreach (var counter in stats.EnumerateObject())
            {
                if (counter.Value.ValueKind == JsonValueKind.Number && counter.Value.TryGetInt64(out var value))
                {
                    counters[counter.Name] = value;
                }
            }
        }

        return counters.ToImmutable();
    }

    private static bool TryNumber(JsonElement data, string key, out long number)
    {
        number = 0;
        return data.TryGetProperty(key, out var element)
            && element.ValueKind == JsonValueKind.Number
            && element.TryGetInt64(out number)
            && number is >= 0 and <= int.MaxValue;
    }
}
