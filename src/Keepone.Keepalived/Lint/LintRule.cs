using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>
/// A rule of the linter. Its page <c>docs/lint/KNNN.md</c> is made from what it says here, and its example is a test. Rules decide on plain
/// data: what is on the disk comes in as <see cref="HostFacts"/>.
/// </summary>
public abstract class LintRule
{
    private protected LintRule(string id, LintSeverity severity, string title, string why, string remedy, string source)
    {
        (Id, Severity, Title, Why, Remedy, Source) = (id, severity, title, why, remedy, source);
    }

    /// <summary>Its name, <c>K001</c> and so on: it never means anything else.</summary>
    public string Id { get; }

    /// <summary>How bad what it finds is.</summary>
    public LintSeverity Severity { get; }

    /// <summary>What it finds, in a few words.</summary>
    public string Title { get; }

    /// <summary>Why that hurts.</summary>
    public string Why { get; }

    /// <summary>What to do about it, in general.</summary>
    public string Remedy { get; }

    /// <summary>The issue, the clause or the place in keepalived's source that is behind it.</summary>
    public string Source { get; }

    /// <summary>Where it is explained, from the repository's root.</summary>
    public string Page => $"docs/lint/{Id}.md";

    /// <summary>A configuration in which it finds something, and one like it in which it does not.</summary>
    internal abstract LintExample Example { get; }

    /// <summary>Looks at a file by itself.</summary>
    /// <param name="file">The file.</param>
    internal virtual IEnumerable<Finding> Check(LintedFile file) => [];

    /// <summary>Compares the files of a group's nodes.</summary>
    /// <param name="group">The files.</param>
    internal virtual IEnumerable<Finding> CheckGroup(LintedGroup group) => [];

    private protected Finding Found(Place place, string message, string remedy) => new(this, place, message, remedy);
}
