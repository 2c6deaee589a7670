namespace Keepone.EndToEnd.Release;

/// <summary>The Native AOT program: that it links says little, so it is run.</summary>
public sealed class ReleaseBuildTests
{
    private const string Specification = """
        router: edge-1
        namespace: keepone-edge-1
        vrid: 7
        replicas: [net-1, net-2, net-3]
        ha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18, net-3: 169.254.192.3/18 } }
        guard: { mode: off }
        """;

    [Fact]
    public async Task Build_Release_GivesOneNativeProgramThatDoesTheSame()
    {
        // ./test has built it, beside the tests that do not need it.
        if (Environment.GetEnvironmentVariable("KEEPONE_RELEASE") is null)
        {
            var (built, output, error) = await Repository.RunAsync(Repository.Root, Path.Combine(Repository.Root, "keepone"), "build", "--release");
            Assert.True(built == 0, output + error);
        }

        var program = Path.Combine(Repository.Root, "artifacts/release/keepone");
        var directory = Directory.CreateTempSubdirectory("keepone-release-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "edge-1.yaml"), Specification, TestContext.Current.CancellationToken);
            foreach (var arguments in (string[][])[["config", "render", "edge-1.yaml", "--node", "net-2"], ["config", "timing", "edge-1.yaml", "--output", "json"], ["config", "schema"], ["lab", "list"]])
            {
                var native = await Repository.RunAsync(directory, program, arguments);
                var plain = await Repository.RunAsync(directory, Repository.Program, arguments);

                Assert.True(native.ExitCode == 0, $"{string.Join(' ', arguments)} exits with {native.ExitCode}: {native.Error}");
                Assert.NotEmpty(native.Output);
                Assert.Equal(plain.Output, native.Output);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        // Not a host for managed code beside it: the file itself is the program.
        Assert.False(File.Exists(Path.Combine(Repository.Root, "artifacts/release/keepone.dll")));
    }
}
