using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Processes;

public sealed class ProcessScanTests
{
    [Fact]
    public void Find_ATreeOfProcesses_KnowsThemByNameAndProgram()
    {
        using var directory = new TestDirectory();
        Make(directory, "10", "bird", 'S', "/usr/sbin/bird\0-f\0", 7);
        Make(directory, "11", "verylongprogram", 'S', "verylongprogramname\0", 7);
        Make(directory, "12", "bird", 'S', "bird\0", 8);
        Make(directory, "13", "python3", 'S', "/opt/exporter\0", 9);
        Make(directory, "14", "zombie", 'Z', "", 7);
        Make(directory, "15", "other", 'S', "other\0", 7);
        Make(directory, "self", "bird", 'S', "bird\0", 42);
        Directory.CreateDirectory(directory.PathOf("16"));

        var scan = new ProcessScan(directory.Root);
        var found = scan.Find(new HashSet<string>(StringComparer.Ordinal) { "bird", "verylongprogramname", "exporter", "zombie", "absent" });

        Assert.Equal(["bird", "exporter", "verylongprogramname"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([7UL, 8UL], found["bird"].Order());
        Assert.Equal([9UL], found["exporter"]);
        Assert.Equal(42UL, scan.NamespaceOf("self"));
        Assert.Null(scan.NamespaceOf("16"));
    }

    [Fact]
    public void Find_TheRealProc_KnowsThisTest()
    {
        var scan = new ProcessScan("/proc");
        var name = ProcFs.Read(Environment.ProcessId)!.Name;

        var found = scan.Find(new HashSet<string>(StringComparer.Ordinal) { name });

        Assert.Contains(scan.NamespaceOf("self")!.Value, found[name]);
        Assert.Equal(ProcFs.NetworkNamespaceInode(Environment.ProcessId), scan.NamespaceOf("self"));
    }

    [Fact]
    public void Find_NoProc_SaysSo() => Assert.Contains("cannot list the processes in '/nowhere'",
        Assert.Throws<LinuxException>(() => new ProcessScan("/nowhere").Find(new HashSet<string>())).Message, StringComparison.Ordinal);

    internal static void Make(TestDirectory directory, string pid, string name, char state, string command, ulong inode)
    {
        var path = directory.PathOf(pid);
        Directory.CreateDirectory(Path.Combine(path, "ns"));
        var number = pid == "self" ? "1" : pid;
        File.WriteAllText(Path.Combine(path, "stat"), $"{number} ({name}) {state} 1 1 1 {string.Join(' ', Enumerable.Repeat("0", 15))} 99 0 0\n");
        File.WriteAllText(Path.Combine(path, "cmdline"), command);
        File.CreateSymbolicLink(Path.Combine(path, "ns/net"), $"net:[{inode}]");
    }
}
