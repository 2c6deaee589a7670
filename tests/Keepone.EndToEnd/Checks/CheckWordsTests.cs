using Keepone.Lab.Checks;

namespace Keepone.EndToEnd.Checks;

public sealed class CheckWordsTests
{
    // A word that the script does not know is exit 3 there, and a word that nobody can look up is not there.
    [Fact]
    public async Task All_EveryWord_IsInTheScriptAndInTheDocumentation()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var script = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/Keepone.Lab/Checks/obey.sh"), cancellation);
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/lab.md"), cancellation);
        Assert.All(CheckWords.All, word => Assert.Contains($"\n  {word.Word})\n", script, StringComparison.Ordinal));
        Assert.All(CheckWords.All, word => Assert.Contains($"`{word.Word}`", page, StringComparison.Ordinal));
        Assert.All(CheckWords.All, word => Assert.Contains("{0}", word.Phrase, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pass", 0)]
    [InlineData("warn", 1)]
    [InlineData("fail", 2)]
    [InlineData("error", 3)]
    [InlineData("broken", 127)]
    [InlineData("nonsense", 3)]
    public async Task Script_Word_EndsAsItSays(string word, int expected)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var script = Path.Combine(Repository.Root, "src/Keepone.Lab/Checks/obey.sh");
        const string Driver = "mount -t tmpfs keepone-test /run && mkdir -p /run/lab/checks && echo \"$1\" > /run/lab/checks/word && exec \"$2\"";
        var (code, _, error) = await Repository.RunAsync("/", "unshare", ["--mount", "--", "sh", "-c", Driver, "driver", word, script]);
        Assert.True(code == expected, $"exit code {code}: {error}");
    }
}
