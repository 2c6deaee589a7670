using System.Text;
using Keepone.Agent.Systemd;
using Microsoft.Extensions.Logging;

namespace Keepone.Node.Tests.Agent.Systemd;

public sealed class JournalRecordTests
{
    [Fact]
    public void Write_AStateChange_HasItsFields()
    {
        var record = Write(LogLevel.Warning, "Router edge-1: Backup -> Master.", ("Router", "edge-1"), ("NotBefore", 3), ("{OriginalFormat}", "hidden"));

        Assert.Equal(
            "MESSAGE=Router edge-1: Backup -> Master.\nPRIORITY=4\nSYSLOG_IDENTIFIER=keepone-agent\nKEEPONE_EVENT_ID=1201\nKEEPONE_EVENT=StateChanged\n"
            + "KEEPONE_ROUTER=edge-1\nKEEPONE_NOT_BEFORE=3\n",
            record);
    }

    [Fact]
    public void Write_AValueWithLines_CarriesItsLength() =>
        Assert.StartsWith("MESSAGE\n\u0003\0\0\0\0\0\0\0a\nb\nPRIORITY=3\n", Write(LogLevel.Error, "a\nb"), StringComparison.Ordinal);

    [Fact]
    public void Write_EverythingTooLong_StaysWithinADatagram()
    {
        var values = Enumerable.Range(0, 1000).Select(i => ($"Name{i}", (object?)new string('é', 100_000))).ToArray();
        var record = JournalRecord.Write(
            LogLevel.Error, new EventId(1, "x"), new string('é', 1_000_000), Pairs(values), new InvalidOperationException(new string('é', 1_000_000)), 7);

        Assert.InRange(record.Length, 10_000, 128 * 1024);
        Assert.Equal(JournalRecord.MostFields, Encoding.UTF8.GetString(record).Split('\n').Count(line => line.StartsWith("KEEPONE_NAME", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Router", "KEEPONE_ROUTER")]
    [InlineData("agentVersion", "KEEPONE_AGENT_VERSION")]
    [InlineData("URL", "KEEPONE_URL")]
    [InlineData("a=b\nc", "KEEPONE_A_B_C")]
    [InlineData("AbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAbAb", "KEEPONE_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB_AB")]
    public void Name_OfAParameter_IsAFieldsName(string key, string expected) => Assert.Equal(expected, JournalRecord.Name(key));

    private static string Write(LogLevel level, string message, params (string Key, object? Value)[] values) =>
        Encoding.UTF8.GetString(JournalRecord.Write(level, new EventId(1201, "StateChanged"), message, Pairs(values), null, 0));

    private static IEnumerable<KeyValuePair<string, object?>> Pairs((string Key, object? Value)[] values) =>
        values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value));
}
