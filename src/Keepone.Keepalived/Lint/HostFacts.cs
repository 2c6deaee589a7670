using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Keepone.Keepalived.Lint;

/// <summary>
/// What the host says of the users and files that a configuration names, for rules that need it. Whoever has a disk gathers it for what
/// <see cref="HostQuestions"/> asks; without it those rules say nothing.
/// </summary>
public sealed record HostFacts
{
    /// <summary>The users that were asked about; null where there is none of that name.</summary>
    public ImmutableDictionary<string, HostUser?> Users { get; init; } = ImmutableDictionary<string, HostUser?>.Empty;

    /// <summary>The ids of the groups that were asked about; null where there is none of that name.</summary>
    public ImmutableDictionary<string, uint?> Groups { get; init; } = ImmutableDictionary<string, uint?>.Empty;

    /// <summary>The files that were asked about.</summary>
    public ImmutableDictionary<string, PathFacts> Paths { get; init; } = ImmutableDictionary<string, PathFacts>.Empty;
}

/// <summary>A user.</summary>
/// <param name="User">Its user id.</param>
/// <param name="Group">Its own group's id.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HostUser(uint User, uint Group);

/// <summary>What a path is, component by component.</summary>
/// <param name="Traversed">Every component on the way to the file from '/' on, links and where they lead included, in that order.</param>
/// <param name="Real">The components of the path without links, from '/' on; empty when there is no such file.</param>
/// <param name="Missing">The first component that does not exist or cannot be looked at; or null.</param>
public sealed record PathFacts(ImmutableArray<PathComponent> Traversed, ImmutableArray<PathComponent> Real, string? Missing = null);

/// <summary>A component of a path.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Kind">What it is, links not followed.</param>
/// <param name="Owner">Its owner's user id.</param>
/// <param name="Group">Its group's id.</param>
/// <param name="Mode">Its mode: the permissions, with the bits for set-user-id, set-group-id and sticky.</param>
public sealed record PathComponent(string Path, PathKind Kind, uint Owner, uint Group, uint Mode)
{
    /// <summary>Its mode as <c>ls</c> and <c>chmod</c> know it.</summary>
    public string ModeText => Convert.ToString(Mode & 0xFFF, 8).PadLeft(4, '0');

    /// <summary>Whether a user may execute the file or search the directory (is_executable() of lib/notify.c).</summary>
    /// <param name="user">The user.</param>
    internal bool AllowsExecuting(HostUser user) => user.User == 0
        ? Kind == PathKind.Directory || (Mode & 0b001_001_001) != 0
        : user.User == Owner ? (Mode & 0b001_000_000) != 0 : user.Group == Group ? (Mode & 0b000_001_000) != 0 : (Mode & 0b000_000_001) != 0;
}

/// <summary>What a component of a path is.</summary>
public enum PathKind
{
    /// <summary>A regular file.</summary>
    File = 0,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>Anything else.</summary>
    Other,
}
