using System.Buffers;
using System.Text;

namespace Keepone.Keepalived.Syntax;

/// <summary>Writes keepalived's configuration language: keywords, blocks in braces, comments after '#'.</summary>
internal sealed class ConfigurationWriter
{
    private const int Indent = 4;

    // A line break, a brace or a comment sign inside a value would change what the rest of the file means.
    private static readonly SearchValues<char> Structure = SearchValues.Create("\r\n{}#!\"");

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes a comment line.</summary>
    public ConfigurationWriter Comment(string text) => Append($"# {text.ReplaceLineEndings(" ")}");

    /// <summary>Writes a keyword with its values.</summary>
    public ConfigurationWriter Line(string text)
    {
        if (text.AsSpan().ContainsAny(Structure))
        {
            throw new ArgumentException($"'{text}' cannot be written as one line of a keepalived configuration.", nameof(text));
        }

        return Append(text);
    }

    /// <summary>Writes a keyword with one value of several words.</summary>
    public ConfigurationWriter Quoted(string keyword, string value)
    {
        if (value.AsSpan().ContainsAny(Structure))
        {
            throw new ArgumentException($"'{value}' cannot be written as one value of a keepalived configuration.", nameof(value));
        }

        return Append($"{keyword} \"{value}\"");
    }

    /// <summary>Writes an empty line.</summary>
    public ConfigurationWriter Blank()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>Writes a block.</summary>
    public ConfigurationWriter Block(string header, Action<ConfigurationWriter> body)
    {
        Append($"{header} {{");
        _depth++;
        body(this);
        _depth--;
        return Append("}");
    }

    /// <summary>Writes a block of lines; nothing when there are none.</summary>
    public ConfigurationWriter Block(string header, IReadOnlyCollection<string> lines) =>
        lines.Count == 0
            ? this
            : Block(header, block =>
            {
                foreach (var line in lines)
                {
                    block.Line(line);
                }
            });

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private ConfigurationWriter Append(string line)
    {
        _text.Append(' ', _depth * Indent).Append(line).Append('\n');
        return this;
    }
}
