namespace Keepone.EndToEnd.Config;

/// <summary><c>keepone config import</c> as it is typed.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Whole =
        "vrrp_instance edge {\nversion 3\ninterface eth0\nvirtual_router_id 7\nmcast_src_ip 192.0.2.OWN\nvirtual_ipaddress {\n192.0.2.1/24\n}\nEXTRA}\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("keepone-import-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Import_WhatIsCarriedOverWhole_ExitsWith0AndIsASpecification()
    {
        var (code, output, error) = await ImportAsync("", "net-1.conf", "net-2.conf");

        Assert.True(code == 0, error);
        Assert.StartsWith("router: edge\n", output, StringComparison.Ordinal);
        Assert.Contains("replicas: [net-1, net-2]\n", output, StringComparison.Ordinal);
        Assert.Contains("1 router; of 10 lines 10 are carried over or need none, 0 are changed, 0 are not carried over.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WhatIsNot_ExitsWith1AndSaysWhichLine()
    {
        var (code, _, error) = await ImportAsync("use_vmac\n", "net-1.conf", "net-2.conf");

        Assert.Equal(1, code);
        Assert.Contains("net-2.conf:9: 'use_vmac' is not carried over: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.conf", "none.conf cannot be read: ")]
    [InlineData("net-1.conf --address net-3=10.0.0.1/24", "--address: found node 'net-3', expected one of net-1")]
    [InlineData("net-1.conf --node net-1=net-2.conf", "Found 2 files for node 'net-1'")]
    [InlineData("", "Found no file")]
    public async Task Import_WhatCannotBeRead_ExitsWith2(string arguments, string expected)
    {
        var (code, output, error) = await ImportAsync("", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (code, output.Trim()));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_IntoADirectoryWithTheFile_OverwritesItOnlyWhenTold()
    {
        var there = Path.Combine(_directory, "out", "edge.yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(there)!);
        await File.WriteAllTextAsync(there, "mine", TestContext.Current.CancellationToken);

        var (refused, _, error) = await ImportAsync("", "net-1.conf", "net-2.conf", "--directory", "out");
        var kept = await File.ReadAllTextAsync(there, TestContext.Current.CancellationToken);
        var (allowed, _, _) = await ImportAsync("", "net-1.conf", "net-2.conf", "--directory", "out", "--overwrite");

        Assert.Equal((5, "mine", 0), (refused, kept, allowed));
        Assert.Contains("out/edge.yaml is there already", error, StringComparison.Ordinal);
        Assert.StartsWith("router: edge\n", await File.ReadAllTextAsync(there, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> ImportAsync(string extra, params string[] arguments)
    {
        for (var node = 1; node <= 2; node++)
        {
            var text = Whole.Replace("OWN", $"{node + 1}", StringComparison.Ordinal).Replace("EXTRA", extra, StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(_directory, $"net-{node}.conf"), text, TestContext.Current.CancellationToken);
        }

        return await Repository.RunAsync(_directory, Repository.Program, ["config", "import", .. arguments]);
    }
}
