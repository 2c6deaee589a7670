using Keepone.Cli.Config.Lint;

namespace Keepone.Node.Tests.Cli.Config.Lint;

public sealed class InstalledKeepalivedTests
{
    [Fact]
    public async Task Version_OfAProgramThatSaysOne_IsIt()
    {
        var directory = Directory.CreateTempSubdirectory("keepone-lint-").FullName;
        try
        {
            var program = Path.Combine(directory, "keepalived");
            await File.WriteAllTextAsync(program, "#!/bin/sh\necho 'Keepalived v2.3.1 (05/24,2024)' >&2\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

            Assert.Equal("2.3.1", (await InstalledKeepalived.VersionAsync(program, TestContext.Current.CancellationToken))?.ToString());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("keepone-test-no-such-program")]
    [InlineData("/bin/true")]
    public async Task Version_OfNoKeepalived_IsNull(string program) => Assert.Null(await InstalledKeepalived.VersionAsync(program, TestContext.Current.CancellationToken));
}
