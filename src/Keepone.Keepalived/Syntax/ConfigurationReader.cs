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
/// Reads a configuration into its settings. What two texts mean is the same when their settings are. It reads any text and judges none:
/// keepalived's own test does.
/// </summary>
public static class ConfigurationReader
{
    /// <summary>Reads a configuration.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its settings in order.</returns>
    public static ImmutableArray<Setting> Read(string text) => SettingsOf(Configuration.Read(text, "keepalived.conf").Entries);

    /// <summary>The settings of a configuration.</summary>
    /// <param name="entries">What it says.</param>
    /// <returns>Its settings in order.</returns>
    public static ImmutableArray<Setting> SettingsOf(ImmutableArray<Entry> entries)
    {
        var settings = ImmutableArray.CreateBuilder<Setting>();
        Add(settings, "", entries);
        return settings.ToImmutable();
    }

    private static void Add(ImmutableArray<Setting>.Builder settings, string block, ImmutableArray<Entry> entries)
    {
        foreach (var entry in entries)
        {
            var text = string.Join(' ', entry.Words.Select(word => word.IsQuoted ? $"\"{word.Text}\"" : word.Text));
            if (entry.HasBody)
            {
                Add(settings, block.Length == 0 ? text : $"{block}/{text}", entry.Body);
            }
            else
            {
                settings.Add(new Setting(block, text));
            }
        }
    }
}
