using System.Diagnostics;
using Keepone.Lab.Audits;
using Keepone.Linux;

namespace Keepone.EndToEnd.Audits;

public sealed class LabProcessesTests
{
    // A check that runs is its agent's; the same process without that agent is something that was left behind.
    [Fact]
    public async Task InReplicas_ChildOfAnAgent_IsLeftOut()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var directory = Directory.CreateTempSubdirectory("keepone-test-").FullName;
        try
        {
            var program = Path.Combine(directory, "keepone-check-t");
            File.Copy("/bin/cat", program);
            using var place = NetworkNamespace.OpenCurrent();
            var replicas = new Dictionary<string, NetworkNamespace>(StringComparer.Ordinal) { ["net-1"] = place };
            using var child = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            await child.StandardInput.WriteLineAsync("here");
            await child.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Equal("here", await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Contains("keepone-check-t", LabProcesses.InReplicas(replicas, new HashSet<int>())["net-1"]);
            Assert.DoesNotContain("keepone-check-t", LabProcesses.InReplicas(replicas, new HashSet<int> { Environment.ProcessId })["net-1"]);
            child.StandardInput.Close();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
