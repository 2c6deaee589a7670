using System.Diagnostics;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Processes;

public sealed class SessionUrgencyTests
{
    // The test's own session is a shell's or the runner's: raising it would not be polite.
    [Fact]
    public void RaiseOwn_WhoDoesNotLeadItsSession_RaisesNothing()
    {
        using var session = Process.Start(new ProcessStartInfo("ps", ["-o", "sid=", "-p", $"{Environment.ProcessId}"]) { RedirectStandardOutput = true })!;
        var leads = session.StandardOutput.ReadToEnd().Trim() == $"{Environment.ProcessId}";
        session.WaitForExit();
        Assert.SkipWhen(leads, "the tests lead their session");

        Assert.False(SessionUrgency.RaiseOwn());
    }
}
