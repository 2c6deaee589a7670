using System.Globalization;
using System.Text;
using Keepone.Keepalived.Lint;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Syntax;

/// <summary>The corpus, changed at random: whatever comes of it is read and judged in a bounded time with a bounded amount of memory, and written as it was.</summary>
public sealed class ConfigurationFuzzTests
{
    // Every input is small; what it may cost is bounded by limits on what definitions and sequences make of it.
    private const long MostAllocated = 2L * 1024 * 1024 * 1024;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    // A second for every change; continuous integration gives it a minute, and ./test soak too.
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("KEEPONE_CONFIG_FUZZ_SECONDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 1);

    private static readonly string[] Tokens =
        ["{", "}", "\"", "\\\n", "#", "!", "@a ", "$A", "${A}", "$A=", "~SEQ(A, 1, 9) ", "~LST(A, x) ", "include ", "\n", "\0", "\r", "9999999999", "-1", "é"];

    [Fact]
    public void Read_AChangedFileOfTheCorpus_EndsWithinItsBounds()
    {
        var seed = Random.Shared.Next();
#pragma warning disable CA5394 // What is tried need not be a secret.
        var random = new Random(seed);
        var corpus = Corpus.Files.Select(row => Corpus.Text(row.Data)).ToArray();
        var since = TimeProvider.System.GetTimestamp();
        var tried = 0;
        while (TimeProvider.System.GetElapsedTime(since) < Duration)
        {
            var text = Change(random, corpus);
            var (began, allocated) = (TimeProvider.System.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                Assert.Equal(text, SyntaxTree.Parse(text, "a.conf").Write());
                var configuration = Configuration.Read(text, "a.conf", new ReadOptions { ConfigId = "a", Include = (name, _) => [new IncludedFile(name, corpus[0])] });
                _ = ConfigurationReader.SettingsOf(configuration.Entries);
                _ = Linter.Lint([new LintInput(configuration, ModelReader.Read(configuration), KeepalivedVersion.Debian12)]);
                Assert.True(TimeProvider.System.GetElapsedTime(began) < MostTime, "it took too long");
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MostAllocated, "it took too much memory");
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"seed {seed}, input {tried}: {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}", error);
            }

            tried++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} inputs, seed {seed}");
        Assert.True(tried > 0);
    }

    private static string Change(Random random, string[] corpus)
    {
        var text = new StringBuilder(corpus[random.Next(corpus.Length)]);
        for (var change = random.Next(1, 12); change > 0; change--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(40), text.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, text.ToString(at, length));
                    break;
                case 2:
                    text.Insert(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 3 when at < text.Length:
                    text[at] = (char)random.Next(256);
                    break;
                case 4:
                    var other = corpus[random.Next(corpus.Length)];
                    var from = random.Next(other.Length + 1);
                    text.Insert(at, other.AsSpan(from, Math.Min(random.Next(200), other.Length - from)));
                    break;
                default:
                    text.Insert(at, Tokens[random.Next(Tokens.Length)], random.Next(1, 30));
                    break;
            }
        }

        return text.ToString();
    }
}
