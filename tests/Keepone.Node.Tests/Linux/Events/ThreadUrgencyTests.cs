using System.Globalization;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Events;

public sealed class ThreadUrgencyTests
{
    // Field 19 of /proc/PID/stat, which begins again after the name in parentheses.
    private static int NicenessOf(string stat) =>
        int.Parse(File.ReadAllText(stat).Split(") ")[1].Split(' ')[16], CultureInfo.InvariantCulture);

    [Fact]
    public void RaiseOwn_AThread_IsRaisedAndWhatItStartsIsNot()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, or CAP_SYS_NICE");
        var (own, started, child) = (0, 0, 0);
        var before = NicenessOf("/proc/thread-self/stat");
        var thread = new Thread(() =>
        {
            Assert.True(ThreadUrgency.RaiseOwn());
            own = NicenessOf("/proc/thread-self/stat");
            var other = new Thread(() => started = NicenessOf("/proc/thread-self/stat"));
            other.Start();
            other.Join();
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", ["/proc/self/stat"]) { RedirectStandardOutput = true })!;
            child = int.Parse(process.StandardOutput.ReadToEnd().Split(") ")[1].Split(' ')[16], CultureInfo.InvariantCulture);
            process.WaitForExit();
        });
        thread.Start();
        thread.Join();

        Assert.Equal((ThreadUrgency.Niceness, 0, 0), (own, started, child));
        Assert.Equal(before, NicenessOf("/proc/thread-self/stat"));
    }
}
