using System.Text.RegularExpressions;

namespace Keepone.EndToEnd.Documentation;

/// <summary>The scripts of the page about checks do what the page says of them.</summary>
public sealed partial class ChecksPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/checks.md"));

    // The lab plays the page's script (host-nic-check), and not one that looks like it.
    [Fact]
    public void HostNicScript_OfThePage_IsTheLabs() =>
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "src/Keepone.Lab/Checks/host-nic.sh")), Scripts()[0]);

    [Theory]
    [InlineData(0, "upstream1  BGP        ---        up     2026-11-28    Established", 0, "upstream1 is established")]
    [InlineData(0, "upstream1  BGP        ---        start  2026-11-28    Active        Socket: Connection refused", 2, "upstream1 is not established")]
    [InlineData(0, "upstream10 BGP        ---        up     2026-11-28    Established", 3, "BIRD knows no protocol upstream1")]
    [InlineData(1, "Unable to connect to server control socket (/run/bird/bird.ctl): Permission denied", 3, "BIRD does not answer: Unable")]
    public async Task BgpScript_AnswerOfBird_IsItsVerdict(int birdExits, string birdSays, int expected, string message)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("keepone-test-").FullName;
        try
        {
            var (script, bird) = (Path.Combine(directory, "bgp.sh"), Path.Combine(directory, "birdc"));
            await File.WriteAllTextAsync(script, Scripts()[1], cancellation);
            await File.WriteAllTextAsync(bird, $"#!/bin/sh\necho 'BIRD 2.0.12 ready.'\necho '{birdSays}'\nexit {birdExits}\n", cancellation);
            foreach (var file in (string[])[script, bird])
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            var (code, output, _) = await Repository.RunAsync(
                directory, "env", $"PATH={directory}:/usr/bin:/bin", script, "upstream1");
            Assert.Equal(expected, code);
            Assert.StartsWith(message, output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string[] Scripts() => [.. Script().Matches(Page).Select(block => block.Groups["text"].Value)];

    [GeneratedRegex("^```sh\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Script();
}
