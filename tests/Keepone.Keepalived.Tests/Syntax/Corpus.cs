using System.Globalization;
using System.Text;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Syntax;

/// <summary>
/// Configurations, each for something of its own in the language, and beside each what is made of it: with UPDATE_GOLDEN=1 it is written
/// first, in the source too, and read before it is committed.
/// </summary>
public static class Corpus
{
    private const int MostFound = 100;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Syntax", "Corpus");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.conf").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    public static string Text(string file) => SourceText.Decode(Bytes(file)).Text;

    public static Configuration Read(string file) =>
        Configuration.Read(Text(file), file, new ReadOptions { ConfigId = "net-1", Include = Include });

    public static string Expected(string file, string actual)
    {
        var name = Path.ChangeExtension(file, ".expected");
        var path = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            File.WriteAllText(Path.Combine(Sources.Root, "tests", "Keepone.Keepalived.Tests", "Syntax", "Corpus", name), actual);
        }

        return File.Exists(path) ? File.ReadAllText(path) : $"(no {name}: run the tests with UPDATE_GOLDEN=1 and look at what is new)";
    }

    /// <summary>Entries and errors as text: a line each, with its place.</summary>
    public static string Describe(Configuration configuration)
    {
        var text = new StringBuilder();
        Describe(text, configuration.Entries, 0);
        foreach (var error in configuration.Errors)
        {
            text.Append(CultureInfo.InvariantCulture, $"! {error}\n");
        }

        return text.ToString();
    }

    private static void Describe(StringBuilder text, IEnumerable<Entry> entries, int depth)
    {
        foreach (var entry in entries)
        {
            var words = string.Join(' ', entry.Words.Select(word => word.IsQuoted ? $"\"{word.Text}\"" : $"[{Visible(word.Text)}]"));
            text.Append(' ', depth * 2).Append(CultureInfo.InvariantCulture, $"{words}{(entry.HasBody ? " {" : "")}  {entry.Place}\n");
            Describe(text, entry.Body, depth + 1);
        }
    }

    private static string Visible(string text) =>
        text.Length > MostFound ? $"{text.Length} characters" : string.Concat(text.Select(sign => sign < ' ' ? $"\\{(int)sign}" : sign.ToString()));

    // As a shell would: by pattern, in order; one of the files cannot be read.
    private static List<IncludedFile> Include(string pattern, string from)
    {
        var folder = Path.Combine(Folder, Path.GetDirectoryName(from) ?? "");
        if (pattern.EndsWith("unreadable.conf", StringComparison.Ordinal))
        {
            return [new IncludedFile(pattern, null, "permission denied")];
        }

        return [.. Directory.EnumerateFiles(Path.Combine(folder, Path.GetDirectoryName(pattern) ?? ""), Path.GetFileName(pattern))
            .Order(StringComparer.Ordinal)
            .Select(file => new IncludedFile(Path.GetRelativePath(Folder, file), File.ReadAllText(file)))];
    }
}
