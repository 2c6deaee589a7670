namespace Keepone.Linux;

/// <summary>A program to run to its end.</summary>
/// <param name="Program">A path, or a name that is looked for in PATH.</param>
/// <param name="Arguments">Its arguments, without the program.</param>
public sealed record ChildStart(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The network namespace to run in; null: the agent's own.</summary>
    public NetworkNamespace? Place { get; init; }

    /// <summary>Its whole environment; null: this process's.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>How long it may run.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>How many bytes of standard output, and as many of standard error, are kept.</summary>
    public required int OutputLimit { get; init; }

    /// <summary>What becomes of its output.</summary>
    public ChildOutput Output { get; init; }

    /// <summary>
    /// What it reads from standard input: a file in memory that nobody can change, so neither side ever waits for the other. Null: /dev/null.
    /// </summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>The control group that it starts in, with everything that it starts; null: this process's.</summary>
    public ControlGroup? Group { get; init; }
}
