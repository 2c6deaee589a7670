using System.Collections.Immutable;

namespace Keepone.Keepalived.Syntax;

/// <summary>A line of a configuration that means something.</summary>
/// <param name="Block">The headers of the blocks around it, outermost first, separated by '/'; empty at the top.</param>
/// <param name="Text">The line, its words separated by one blank.</param>
public sealed record Setting(string Block, string Text)
{
    /// <summary>Its first word.</summary>
    public string Keyword => Text.Split(' ', 2)[0];
}

/// <summary>
/// Reads keepalived's configuration language into its settings: blocks in braces, comments after '#' or '!', quoted strings. What two
/// texts mean is the same when their settings are. It reads any text and judges none: keepalived's own test does.
/// </summary>
public static class ConfigurationReader
{
    /// <summary>Reads a configuration.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its settings in order.</returns>
    public static ImmutableArray<Setting> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var settings = ImmutableArray.CreateBuilder<Setting>();
        var blocks = new Stack<string>();
        foreach (var line in text.Split('\n'))
        {
            var words = new List<string>();
            foreach (var word in Words(line))
            {
                switch (word)
                {
                    case "{":
                        blocks.Push(string.Join(' ', words));
                        words.Clear();
                        break;
                    case "}":
                        Add(settings, blocks, words);
                        blocks.TryPop(out _);
                        break;
                    default:
                        words.Add(word);
                        break;
                }
            }

            Add(settings, blocks, words);
        }

        return settings.ToImmutable();
    }

    private static void Add(ImmutableArray<Setting>.Builder settings, Stack<string> blocks, List<string> words)
    {
        if (words.Count > 0)
        {
            settings.Add(new Setting(string.Join('/', blocks.Reverse()), string.Join(' ', words)));
            words.Clear();
        }
    }

    private static IEnumerable<string> Words(string line)
    {
        var start = -1;
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var sign = line[i];
            quoted ^= sign == '"';
            if (!quoted && (char.IsWhiteSpace(sign) || sign is '#' or '!' or '{' or '}'))
            {
                if (start >= 0)
                {
                    yield return line[start..i];
                }

                start = -1;
                if (sign is '#' or '!')
                {
                    yield break;
                }

                if (sign is '{' or '}')
                {
                    yield return sign.ToString();
                }
            }
            else if (start < 0)
            {
                start = i;
            }
        }

        if (start >= 0)
        {
            yield return line[start..];
        }
    }
}
