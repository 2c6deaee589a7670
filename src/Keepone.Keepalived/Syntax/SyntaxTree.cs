using System.Collections.Immutable;
using System.Text;

namespace Keepone.Keepalived.Syntax;

/// <summary>
/// One file as a tree, without loss: written again it is the same, whatever the file was. Nothing is included, substituted or left out
/// here: what keepalived makes of a file is a <see cref="Configuration"/>. So a block that begins on a line with a condition counts as
/// one, though there may be no such line on this node.
/// </summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Nodes">What is in it.</param>
/// <param name="End">Its end, with what stands before it.</param>
/// <param name="Errors">What could not be read.</param>
public sealed record SyntaxTree(string File, ImmutableArray<SyntaxNode> Nodes, SyntaxToken End, ImmutableArray<SyntaxError> Errors)
{
    /// <summary>Blocks in blocks in blocks: what is deeper is kept, without being a tree. keepalived's own need five levels.</summary>
    internal const int MostDepth = 32;

    /// <summary>Reads a file.</summary>
    /// <param name="text">What it holds.</param>
    /// <param name="file">Its name, for places.</param>
    /// <returns>Its tree. Any text has one.</returns>
    public static SyntaxTree Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        return Parse(text, file, out _);
    }

    internal static SyntaxTree Parse(string text, string file, out ImmutableArray<ImmutableArray<SyntaxToken>> lines)
    {
        var lexed = Lexer.Lex(text, new Place(file, 1, 1));
        var builder = new TreeBuilder();
        lines = lexed.Lines;
        foreach (var line in lines)
        {
            builder.Add(line);
        }

        return new SyntaxTree(file, builder.Build(), lexed.End, lexed.Errors);
    }

    /// <summary>Writes the file.</summary>
    /// <returns>Its text: what was read, where nothing was changed.</returns>
    public string Write()
    {
        var text = new StringBuilder();
        foreach (var token in Nodes.SelectMany(node => node.Tokens).Append(End))
        {
            text.Append(token.Leading).Append(token.Text);
        }

        return text.ToString();
    }
}
