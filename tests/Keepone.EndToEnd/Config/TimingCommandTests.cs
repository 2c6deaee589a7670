using System.Text.Json;

namespace Keepone.EndToEnd.Config;

/// <summary><c>keepone config timing</c> of keepalived configurations, as it is typed.</summary>
public sealed class TimingCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("keepone-timing-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Timing_OfAGroup_GivesTheSuccession()
    {
        await WriteAsync("a.conf", "vrrp_instance A {\nvirtual_router_id 7\npriority 100\n}\n");
        await WriteAsync("b.conf", "vrrp_instance A {\nvirtual_router_id 7\npriority 120\n}\n");

        var (code, output, error) = await RunAsync("--group", "a.conf", "b.conf", "--output", "json");

        Assert.True(code == 0, error);
        using var read = JsonDocument.Parse(output);
        var members = read.RootElement[0].GetProperty("groups")[0].GetProperty("members").EnumerateArray();
        Assert.Equal(["b.conf 3531.25ms", "a.conf 3609.375ms"], members.Select(member => $"{member.GetProperty("file").GetString()} {member.GetProperty("latestTakeover").GetString()}"));
    }

    [Fact]
    public async Task Timing_OfAFile_ShowsTablesAndWhatKeepalivedRefuses()
    {
        await WriteAsync("keepalived", "vrrp_instance A {\ninterface eth0\nvirtual_router_id 7\nadvert_int 0\n}\n");

        var (code, output, error) = await RunAsync("keepalived");

        Assert.Equal((0, "keepalived:4:12: advert_int: found '0', expected a number from 0.01 to 255: keepalived ignores it"), (code, error.Trim()));
        Assert.Contains("2.609 s to 3.609 s", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other", "server {\n}\n", "other is neither a file of router specifications (a line that begins with 'router:') nor a keepalived configuration (a block such as 'vrrp_instance NAME {').")]
    [InlineData("a.conf --group", "vrrp_instance A {\n}\n", "--group: found one file, expected those of two nodes or more.")]
    public async Task Timing_OfWhatItCannotUse_ExitsWith2(string arguments, string text, string expected)
    {
        await WriteAsync(arguments.Split(' ')[0], text);

        var (code, _, error) = await RunAsync(arguments.Split(' '));

        Assert.Equal((2, expected), (code, error.Trim()));
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_directory, name), text, TestContext.Current.CancellationToken);

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        Repository.RunAsync(_directory, Repository.Program, ["config", "timing", .. arguments]);
}
