using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Keepone.Core.Specification;

/// <summary>
/// Reads YAML against a schema and reports every mistake at once. The node tree is walked by hand, because a deserializer stops at
/// the first error and does not know lines.
/// </summary>
public static class SchemaReader
{
    /// <summary>The longest file, in characters: a thousand routers are far less.</summary>
    public const int LongestText = 4 * 1024 * 1024;

    /// <summary>The deepest nesting: no schema has more than a handful of levels, and the tree builder recurses.</summary>
    public const int DeepestNesting = 32;

    /// <summary>The most errors reported for one file: beyond that it is not the file that was meant.</summary>
    public const int MostErrors = 100;

    /// <summary>Reads a file of one or more documents.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <param name="schema">What each document may be.</param>
    /// <returns>The documents, with only their good values, and all errors.</returns>
    public static SchemaReading Read(string text, string file, ObjectSchema schema)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schema);
        var errors = new ErrorList(file);
        if (text.Length > LongestText)
        {
            errors.Add(1, "", $"{text.Length} characters", $"at most {LongestText}", "split the file");
            return new SchemaReading([], errors.ToImmutable());
        }

        var documents = ImmutableArray.CreateBuilder<SchemaObject>();
        try
        {
            if (IsTame(text, errors))
            {
                var stream = new YamlStream();
                stream.Load(new StringReader(text));
                foreach (var document in stream.Documents)
                {
                    if (ReadNode(document.RootNode, schema, "", "", errors) is SchemaObject read)
                    {
                        documents.Add(read);
                    }
                }

                if (stream.Documents.Count == 0)
                {
                    errors.Add(1, "", "an empty file", schema.Description);
                }
            }
        }
        catch (YamlException exception)
        {
            errors.Add((int)exception.Start.Line, "", $"text that is not YAML ({exception.Message.TrimEnd('.')})", "YAML", "mend the syntax first");
        }

        return new SchemaReading(documents.ToImmutable(), errors.ToImmutable());
    }

    // Nesting and aliases are looked at event by event first: the tree builder would recurse, and aliases would repeat.
    private static bool IsTame(string text, ErrorList errors)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DeepestNesting)
            {
                errors.Add(Line(parser.Current.Start), "", "nesting", $"at most {DeepestNesting} levels");
                return false;
            }

            if (parser.Current is AnchorAlias || (parser.Current is NodeEvent node && !node.Anchor.IsEmpty))
            {
                errors.Add(Line(parser.Current.Start), "", "an anchor or alias", "plain values", "write the value out");
                return false;
            }
        }

        return true;
    }

    private static object? ReadNode(YamlNode node, SchemaNode schema, string path, string remedy, ErrorList errors) => (schema, node) switch
    {
        (ObjectSchema expected, YamlMappingNode mapping) => ReadObject(mapping, expected, path, errors),
        (MapSchema expected, YamlMappingNode mapping) => ReadMap(mapping, expected, path, errors),
        (ListSchema expected, YamlSequenceNode sequence) => ReadList(sequence, expected, path, remedy, errors),
        (ScalarSchema expected, YamlScalarNode scalar) => ReadScalar(scalar, expected, path, remedy, errors),
        _ => Refuse(node, schema, path, remedy, errors),
    };

    private static object? Refuse(YamlNode node, SchemaNode schema, string path, string remedy, ErrorList errors)
    {
        var expected = schema switch
        {
            ScalarSchema scalar => scalar.Expected,
            ListSchema => "a list",
            _ => "a mapping of keys to values",
        };
        errors.Add(Line(node.Start), path, Describe(node), expected, remedy);
        return null;
    }

    private static SchemaObject ReadObject(YamlMappingNode mapping, ObjectSchema schema, string path, ErrorList errors)
    {
        var result = new SchemaObject(path, Line(mapping.Start));
        foreach (var (keyNode, valueNode) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            var line = Line(keyNode.Start);
            result.Mention(key, line);
            var property = schema.Properties.FirstOrDefault(property => property.Name == key);
            if (property is null)
            {
                errors.Add(line, result.PathOf(key), "an unknown key", "one of " + string.Join(", ", schema.Properties.Select(p => p.Name)), Suggest(key, schema));
            }
            else if (ReadNode(valueNode, property.Schema, result.PathOf(key), property.Remedy, errors) is { } value)
            {
                result.Set(key, value, line);
            }
        }

        foreach (var property in schema.Properties.Where(property => property.Required && !result.Mentions(property.Name)))
        {
            var expected = property.Schema is ScalarSchema scalar ? scalar.Expected : property.Schema.Description;
            errors.Add(result.Line, result.PathOf(property.Name), "nothing", expected, property.Remedy);
        }

        return result;
    }

    private static SchemaObject ReadMap(YamlMappingNode mapping, MapSchema schema, string path, ErrorList errors)
    {
        var result = new SchemaObject(path, Line(mapping.Start));
        if (mapping.Children.Count > schema.AtMost)
        {
            errors.Add(result.Line, path, $"{mapping.Children.Count} entries", $"at most {schema.AtMost}");
            return result;
        }

        foreach (var (keyNode, valueNode) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            result.Mention(key, Line(keyNode.Start));
            if (schema.Key.Parse(key) is null)
            {
                errors.Add(Line(keyNode.Start), path, $"the key '{Shorten(key)}'", schema.Key.Expected);
            }
            else if (ReadNode(valueNode, schema.Value, result.PathOf(key), "", errors) is { } value)
            {
                result.Set(key, value, Line(keyNode.Start));
            }
        }

        return result;
    }

    private static ImmutableArray<(object Value, int Line)>? ReadList(YamlSequenceNode sequence, ListSchema schema, string path, string remedy, ErrorList errors)
    {
        if (sequence.Children.Count > schema.AtMost || sequence.Children.Count < schema.AtLeast)
        {
            var range = schema.AtLeast == 0 ? $"at most {schema.AtMost}" : $"{schema.AtLeast} to {schema.AtMost}";
            errors.Add(Line(sequence.Start), path, $"{sequence.Children.Count} items", range, remedy);
            return null;
        }

        var items = ImmutableArray.CreateBuilder<(object Value, int Line)>();
        for (var i = 0; i < sequence.Children.Count; i++)
        {
            var node = sequence.Children[i];
            if (ReadNode(node, schema.Item, $"{path}[{i}]", remedy, errors) is { } value)
            {
                items.Add((value, Line(node.Start)));
            }
        }

        return items.ToImmutable();
    }

    private static object? ReadScalar(YamlScalarNode scalar, ScalarSchema schema, string path, string remedy, ErrorList errors)
    {
        var isNull = scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";
        var value = isNull ? null : schema.Parse(scalar.Value!);
        if (value is null)
        {
            errors.Add(Line(scalar.Start), path, isNull ? "nothing" : Describe(scalar), schema.Expected, remedy);
        }

        return value;
    }

    private static string Describe(YamlNode node) => node switch
    {
        YamlScalarNode scalar => $"'{Shorten(scalar.Value ?? "")}'",
        YamlSequenceNode => "a list",
        _ => "a mapping",
    };

    private static string Shorten(string text)
    {
        var clean = string.Concat(text.Take(60).Select(character => char.IsControl(character) ? '?' : character));
        return text.Length > 60 ? clean + "…" : clean;
    }

    private static string Suggest(string key, ObjectSchema schema)
    {
        var nearest = schema.Properties.Select(property => (property.Name, Distance: Distance(key, property.Name))).MinBy(pair => pair.Distance);
        return nearest.Distance <= 2 ? $"did you mean {nearest.Name}?" : "remove it";
    }

    // The edit distance of two short names.
    private static int Distance(string one, string two)
    {
        if (one.Length > 40)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, two.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= two.Length; j++)
            {
                var substituted = diagonal + (one[i - 1] == two[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), substituted);
            }
        }

        return row[^1];
    }

    private static int Line(Mark mark) => (int)mark.Line;
}

/// <summary>What was read from a file.</summary>
/// <param name="Documents">The documents with their good values.</param>
/// <param name="Errors">All mistakes, in the order of the file; empty when the file is good.</param>
public sealed record SchemaReading(ImmutableArray<SchemaObject> Documents, ImmutableArray<SpecificationError> Errors);

/// <summary>The mistakes found in one file so far.</summary>
/// <param name="file">The file's name.</param>
public sealed class ErrorList(string file)
{
    private readonly List<SpecificationError> _errors = [];

    /// <summary>How many there are.</summary>
    public int Count => _errors.Count;

    /// <summary>Adds a mistake.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="key">The path of the key.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="remedy">What to do.</param>
    public void Add(int line, string key, string found, string expected, string remedy = "")
    {
        if (_errors.Count < SchemaReader.MostErrors)
        {
            _errors.Add(new SpecificationError(file, Math.Max(line, 1), key, found, expected, remedy));
        }
    }

    /// <summary>Adds mistakes found elsewhere.</summary>
    /// <param name="errors">The mistakes.</param>
    public void AddRange(IEnumerable<SpecificationError> errors) => _errors.AddRange(errors);

    /// <summary>All mistakes in the order of the file.</summary>
    /// <returns>The mistakes.</returns>
    public ImmutableArray<SpecificationError> ToImmutable() => [.. _errors.OrderBy(error => error.Line)];
}
