using System.Diagnostics;
using Keepone.Agent.Supervision;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

public sealed class KeepalivedSearchTests
{
    // Agents of two nodes in one process namespace (containers, the lab) use the same paths in file systems of their own: the one once
    // ended the other's keepalived as a leftover of its own.
    [Theory]
    [InlineData("", true)]
    [InlineData("mount -t tmpfs tmpfs \"$1\"; ", false)]
    public async Task Look_ProcessInAnotherMountNamespace_IsOursWhenItSeesOurDirectory(string before, bool expected)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var directory = new TestDirectory();
        var configuration = directory.PathOf("keepalived.conf");
        var start = new ProcessStartInfo("unshare")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "--mount", "sh", "-euc", before + "echo ready; read -r _", "sh", directory.Root, "--use-file", configuration },
        };
        using var process = Process.Start(start)!;
        try
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            var found = KeepalivedSearch.Look(process.Id);
            Assert.Equal(expected ? configuration : null, found?.Configuration);
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
