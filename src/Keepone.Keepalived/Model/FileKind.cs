using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model;

/// <summary>What a file of a configuration is.</summary>
public enum FileKind
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>A router specification of Keepone.</summary>
    Specification,

    /// <summary>A keepalived configuration.</summary>
    Keepalived,
}

/// <summary>Tells what a file is, by its name, and where that does not say, by what it holds.</summary>
public static class FileKinds
{
    private static readonly string[] OfSpecifications = [".yaml", ".yml"];

    /// <summary>Tells what a file is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">What it holds.</param>
    /// <returns>What it is.</returns>
    public static FileKind Of(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        if (name.EndsWith(".conf", StringComparison.Ordinal))
        {
            return FileKind.Keepalived;
        }

        if (OfSpecifications.Any(extension => name.EndsWith(extension, StringComparison.Ordinal))
            || text.Split('\n').Any(line => line.StartsWith("router:", StringComparison.Ordinal)))
        {
            return FileKind.Specification;
        }

        return Configuration.Read(text, name).Entries.Any(entry => entry.HasBody && KeywordVersions.Find(entry.Keyword, KeywordVersions.Last).Standing != KeywordStanding.Unknown)
            ? FileKind.Keepalived
            : FileKind.Unknown;
    }
}
