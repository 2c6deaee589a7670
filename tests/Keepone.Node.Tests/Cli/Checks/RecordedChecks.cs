using System.Buffers;
using System.Text;
using Keepone.Core.Health;
using Keepone.Core.Health.History;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Cli.Checks;

/// <summary>The history of a check of two nodes: net-1 loses its gateway three times, once for two seconds, once for a minute, once with net-2.</summary>
internal static class RecordedChecks
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    internal static string Of(int node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var at = 0;
        foreach (var (outcome, count) in node == 1
            ? new[] { ('P', 600), ('F', 2), ('P', 598), ('T', 3), ('T', 57), ('P', 540), ('F', 30), ('P', 570) }
            : [('P', 1800), ('F', 30), ('P', 570)])
        {
            CheckHistoryLine.Write(
                new CheckRecord(RouterId.FromName("edge-1"), "edge-1", $"net-{node}", "uplink", Settings(node), Run(outcome, at, count)), buffer);
            at += count;
            if ((outcome, count) == ('T', 3))
            {
                var change = new VerdictChange(Noon.AddSeconds(at - count + 2), CheckChange.Sickened, "check uplink failed 3 times in a row");
                CheckHistoryLine.Write(new CheckRecord(RouterId.FromName("edge-1"), "edge-1", $"net-{node}", "uplink", Settings(node), null, change), buffer);
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static CheckSettings Settings(int node) => new(
        TimeSpan.FromSeconds(1), Fall: 3, Rise: 2, Damped: true, Penalty: 31, Fault: false, Rank: node - 1, Replicas: 2, Step: 10);

    private static OutcomeRun Run(char letter, int at, int count) => new(
        Noon.AddSeconds(at), Noon.AddSeconds(at + count - 1), count,
        letter switch { 'P' => CheckOutcome.Pass, 'T' => CheckOutcome.Timeout, _ => CheckOutcome.Fail },
        letter == 'P' ? "203.0.113.1 answered" : "203.0.113.1 did not answer", TimeSpan.FromMilliseconds(letter == 'P' ? 0.8 : 500), Starts: at == 0);
}
