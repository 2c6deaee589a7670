using System.Text;
using CsCheck;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Tests.Readers;

public sealed class KeepalivedDumpTests
{
    private const string Later =
        """
        {"vrrp":[{"data":{"iname":"edge-1","vrid":7,"base_priority":110,"effective_priority":69,"master_priority":150,
        "vipset":false,"state":3,"wantstate":1,"last_transition":0.0,"auth_type":1,"auth_data":"s3cret"},"stats":{"advert_rcvd":12,"odd":"x"}}],
        "track_process":[{"name":"nginx"}]}
        """;

    private static readonly byte[] Recorded = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Readers", "Dumps", "2.2.7-master.json"));

    [Fact]
    public void TryParse_ADumpOf227_IsRead()
    {
        Assert.Equal(DumpReading.Complete, KeepalivedDump.TryParse(Recorded, out var dump));

        var instance = Assert.Single(dump!.Instances);
        Assert.Equal(("edge-1", 7, 120, 120, 0),
            (instance.Name, instance.Vrid, instance.BasePriority, instance.EffectivePriority, instance.MasterPriority));
        Assert.Equal((VrrpState.Master, VrrpState.Master, true), (instance.State, instance.WantedState, instance.HoldsAddresses));
        Assert.Equal(1795371561, instance.LastTransition!.Value.ToUnixTimeSeconds());
        Assert.Equal((21, 1, 0),
            (instance.Statistics["advert_sent"], instance.Statistics["become_master"], instance.Statistics["addr_list_err"]));
    }

    [Fact]
    public void TryParse_ADumpOfVersion2_IsReadWithoutItsSecret()
    {
        Assert.Equal(DumpReading.Complete, KeepalivedDump.TryParse(Encoding.UTF8.GetBytes(Later), out var dump));

        var instance = Assert.Single(dump!.Instances);
        Assert.Equal((VrrpState.Fault, VrrpState.Backup, false), (instance.State, instance.WantedState, instance.HoldsAddresses));
        Assert.Equal((110, 69, 150), (instance.BasePriority, instance.EffectivePriority, instance.MasterPriority));
        Assert.Null(instance.LastTransition);
        Assert.Equal(["advert_rcvd"], instance.Statistics.Keys);
        Assert.DoesNotContain("s3cret", dump.ToString() + instance, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_EveryCutOfADump_IsIncomplete()
    {
        var whole = Recorded.AsSpan().TrimEnd("\n"u8).Length;
        for (var length = 0; length < whole; length++)
        {
            // A cut right behind an inner bracket looks whole at its end, and still is no JSON: the caller asks again either way.
            Assert.NotEqual(DumpReading.Complete, KeepalivedDump.TryParse(Recorded.AsSpan(0, length), out var dump));
            Assert.Null(dump);
        }

        Assert.Equal(DumpReading.Incomplete, KeepalivedDump.TryParse([], out _));
        Assert.Equal(DumpReading.Incomplete, KeepalivedDump.TryParse(Recorded.AsSpan(0, 700), out _));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{}]")]
    [InlineData("[{\"data\":[]}]")]
    [InlineData("[{\"data\":{\"iname\":7,\"state\":2,\"vrid\":7,\"effective_priority\":1}}]")]
    [InlineData("[{\"data\":{\"iname\":\"a\",\"state\":\"2\",\"vrid\":7,\"effective_priority\":1}}]")]
    [InlineData("[{\"data\":{\"iname\":\"a\",\"state\":2,\"vrid\":7,\"effective_priority\":1e99}}]")]
    [InlineData("[] []")]
    [InlineData("[,]")]
    public void TryParse_WholeButNoDump_IsMalformed(string json) =>
        Assert.Equal(DumpReading.Malformed, KeepalivedDump.TryParse(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void TryParse_NoInstances_IsAnEmptyDump()
    {
        Assert.Equal(DumpReading.Complete, KeepalivedDump.TryParse("[ ]\n"u8, out var dump));
        Assert.Empty(dump!.Instances);
    }

    [Fact]
    public void TryParse_MoreThanTheLimit_IsMalformed() =>
        Assert.Equal(DumpReading.Malformed, KeepalivedDump.TryParse(new byte[KeepalivedDump.Largest + 1], out _));

    [Fact]
    public void TryParse_AnyBytesOrAGarbledDump_NeverThrows() =>
        Gen.OneOf(
            Gen.Byte.Array[0, 200],
            Gen.Select(Gen.Int[0, 1400], Gen.Byte, (at, with) =>
            {
                var garbled = Recorded.ToArray();
                garbled[at % garbled.Length] = with;
                return garbled;
            }))
        .Sample(bytes => Assert.Equal(KeepalivedDump.TryParse(bytes, out var dump) == DumpReading.Complete, dump is not null));
}
