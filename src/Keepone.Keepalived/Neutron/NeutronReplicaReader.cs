using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Neutron;

/// <summary>What came of reading a file.</summary>
/// <param name="Replica">The replica; null when the file has a mistake.</param>
/// <param name="Errors">All mistakes.</param>
public sealed record NeutronReplicaReading(NeutronReplica? Replica, ImmutableArray<SpecificationError> Errors);

/// <summary>
/// Reads the <c>keepalived.conf</c> that Neutron's L3 agent wrote for a router, to watch it. What keepalived takes for granted where
/// Neutron writes nothing is taken for granted here; keywords that an observer does not need are passed over, because Neutron may learn more.
/// </summary>
public static class NeutronReplicaReader
{
    // keepalived's own defaults: vrrp.c, global_data.c.
    private const int DefaultPriority = 100;
    private const int DefaultVersion = 2;
    private static readonly TimeSpan DefaultAdvertInterval = TimeSpan.FromSeconds(1);

    // VRRPv2's field is a byte of seconds (RFC 3768 5.3.7).
    private static readonly TimeSpan LongestAdvertInterval = TimeSpan.FromSeconds(255);

    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <param name="router">Neutron's id of the router: the name of the file's directory.</param>
    /// <returns>The replica, or all mistakes.</returns>
    public static NeutronReplicaReading Read(string text, string file, RouterId router)
    {
        ArgumentNullException.ThrowIfNull(text);
        var errors = new ErrorList(file);
        var settings = ConfigurationReader.Read(text);
        var lines = new Lines(text);
        var instances = settings.Select(setting => setting.Block.Split('/')[0])
            .Where(block => block.StartsWith("vrrp_instance ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        if (lines.Open > 0)
        {
            errors.Add(
                lines.Count, "", lines.Open == 1 ? "a block that is not closed" : $"{lines.Open} blocks that are not closed", "'}'",
                "it is half written: look again when it is whole");
        }
        else if (instances.Count != 1)
        {
            errors.Add(1, "vrrp_instance", $"{instances.Count} blocks", "one: Neutron writes a file for each router");
        }

        if (errors.Count > 0)
        {
            return new NeutronReplicaReading(null, errors.ToImmutable());
        }

        var instance = new Instance(settings, instances[0], lines, errors);
        var version = instance.Number("version", 2, 3)
            ?? instance.Number("vrrp_version", 2, 3, "global_defs") ?? DefaultVersion;
        var vips = instance.Addresses("virtual_ipaddress");
        if (vips.Length == 0)
        {
            errors.Add(instance.Line, "virtual_ipaddress", "no address", "the address of the master on the HA interface");
        }

        var replica = new NeutronReplica
        {
            Router = router,
            Vrid = instance.Number("virtual_router_id", 1, 255) ?? instance.Missing("virtual_router_id", 0),
            HaInterface = instance.Word("interface") ?? instance.Missing("interface", ""),
            Vip = vips.FirstOrDefault()?.Address ?? default,
            AdvertInterval = instance.Seconds("advert_int", LongestAdvertInterval) ?? DefaultAdvertInterval,
            VrrpVersion = version,
            Priority = instance.Number("priority", 1, 254) ?? DefaultPriority,
            Preempts = !instance.Has("nopreempt"),
            IsEncapsulated = instance.Word("auth_type", "authentication") == "AH",
            IsChecked = instance.Has("", "track_script"),
            Addresses = [.. vips.Skip(1), .. instance.Addresses("virtual_ipaddress_excluded")],
            Routes = instance.Routes(),
        };
        return errors.Count > 0 ? new NeutronReplicaReading(null, errors.ToImmutable()) : new NeutronReplicaReading(replica, []);
    }

    /// <summary>The lines of the file: for the errors, and to see whether it is whole.</summary>
    private sealed class Lines
    {
        private readonly string[] _lines;

        public Lines(string text)
        {
            _lines = [.. text.Split('\n').Select(line => string.Join(' ', line.Split('#', '!')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
            Open = _lines.Sum(line => line.Count(sign => sign == '{') - line.Count(sign => sign == '}'));
        }

        public int Count => _lines.Length;

        /// <summary>How many blocks are not closed.</summary>
        public int Open { get; }

        public int Of(string setting) => Math.Max(1, Array.FindIndex(_lines, line => line == setting || line.StartsWith($"{setting} {{", StringComparison.Ordinal)) + 1);
    }

    /// <summary>The settings of the one instance.</summary>
    private sealed class Instance(ImmutableArray<Setting> settings, string block, Lines lines, ErrorList errors)
    {
        public int Line => lines.Of(block);

        public T Missing<T>(string keyword, T nothing)
        {
            // What is there and wrong has been said.
            if (Find(keyword, block) is null)
            {
                errors.Add(Line, keyword, "nothing", "it in the instance, as Neutron writes it");
            }

            return nothing;
        }

        public bool Has(string keyword, string? inner = null) =>
            settings.Any(setting => setting.Block == Inner(inner) && (keyword.Length == 0 || setting.Keyword == keyword));

        public string? Word(string keyword, string? inner = null) =>
            Find(keyword, Inner(inner))?.Text.Split(' ') is [_, var word, ..] ? word : null;

        public int? Number(string keyword, int least, int most, string? elsewhere = null)
        {
            if (Find(keyword, elsewhere ?? block) is not { } setting)
            {
                return null;
            }

            if (setting.Text.Split(' ') is [_, var word, ..]
                && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            errors.Add(lines.Of(setting.Text), keyword, Value(setting), $"a number from {least} to {most}");
            return null;
        }

        public TimeSpan? Seconds(string keyword, TimeSpan longest)
        {
            if (Find(keyword, block) is not { } setting)
            {
                return null;
            }

            if (setting.Text.Split(' ') is [_, var word, ..]
                && decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                && seconds >= 0.01m && seconds <= (decimal)longest.TotalSeconds)
            {
                return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
            }

            errors.Add(lines.Of(setting.Text), keyword, Value(setting), $"seconds, from 0.01 to {longest.TotalSeconds}");
            return null;
        }

        public ImmutableArray<NeutronReplicaAddress> Addresses(string inner)
        {
            var found = ImmutableArray.CreateBuilder<NeutronReplicaAddress>();
            foreach (var setting in settings.Where(setting => setting.Block == Inner(inner)))
            {
                var words = setting.Text.Split(' ');
                if (!TryPrefix(words[0], out var prefix))
                {
                    errors.Add(lines.Of(setting.Text), inner, $"'{words[0]}'", "ADDRESS/LENGTH");
                }
                else
                {
                    found.Add(new NeutronReplicaAddress(After(words, "dev") ?? Word("interface") ?? "", prefix));
                }
            }

            return found.ToImmutable();
        }

        public ImmutableArray<NeutronReplicaRoute> Routes()
        {
            var found = ImmutableArray.CreateBuilder<NeutronReplicaRoute>();
            foreach (var setting in settings.Where(setting => setting.Block == Inner("virtual_routes")))
            {
                var words = setting.Text.Split(' ');
                IPAddress? via = null;
                if (!TryPrefix(words[0], out var destination))
                {
                    errors.Add(lines.Of(setting.Text), "virtual_routes", $"'{words[0]}'", "NETWORK/LENGTH");
                }
                else if (After(words, "via") is { } hop && !IpPrefix.TryParseAddress(hop, out via!))
                {
                    errors.Add(lines.Of(setting.Text), "virtual_routes", $"via '{hop}'", "the address of the next hop");
                }
                else
                {
                    found.Add(new NeutronReplicaRoute(destination, via, After(words, "dev")));
                }
            }

            return found.ToImmutable();
        }

        private string Inner(string? inner) => inner is null ? block : $"{block}/{inner}";

        private Setting? Find(string keyword, string where) =>
            settings.FirstOrDefault(setting => setting.Block == where && setting.Keyword == keyword);

        private static string Value(Setting setting) => setting.Text.Split(' ', 2) is [_, var value] ? $"'{value}'" : "nothing";

        private static string? After(string[] words, string word)
        {
            var at = Array.IndexOf(words, word);
            return at >= 0 && at + 1 < words.Length ? words[at + 1] : null;
        }

        // Without a length keepalived takes the address alone.
        private static bool TryPrefix(string word, out IpPrefix prefix) =>
            IpPrefix.TryParse(word, out prefix)
            || (IpPrefix.TryParseAddress(word, out var address)
                && IpPrefix.TryParse($"{address}/{(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 128 : 32)}", out prefix));
    }
}
