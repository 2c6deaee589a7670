namespace Keepone.Keepalived.Lint;

/// <summary>Who runs a script (get_default_script_user() of lib/notify.c).</summary>
/// <param name="Name">The user's name, with the group's where one is given.</param>
/// <param name="User">The user's ids; null when there is no such user, or no such group.</param>
/// <param name="IsDefault">Whether no user is named for it, neither for it alone nor for all.</param>
internal sealed record RunAs(string Name, HostUser? User, bool IsDefault)
{
    private static readonly HostUser Root = new(0, 0);

    /// <summary>Who runs a script.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="script">The script.</param>
    /// <returns>The user; null when the host was not asked.</returns>
    internal static RunAs? Of(LintedFile file, ScriptUse script)
    {
        if (file.Host is not { } host)
        {
            return null;
        }

        if ((script.User ?? file.Model.Globals.ScriptUser)?.Value is { } named)
        {
            var name = named.Group is null ? named.User : $"{named.User} {named.Group}";
            return !host.Users.TryGetValue(named.User, out var user) ? null
                : named.Group is null ? new RunAs(name, user, false)
                : !host.Groups.TryGetValue(named.Group, out var group) ? null
                : new RunAs(name, user is { } found && group is { } id ? found with { Group = id } : null, false);
        }

        // Without a user of its own it is keepalived's, which is root; with script security on it is none.
        return !host.Users.TryGetValue(HostQuestions.DefaultUser, out var account) ? null
            : account is not null ? new RunAs(HostQuestions.DefaultUser, account, true)
            : file.HasScriptSecurity ? new RunAs(HostQuestions.DefaultUser, null, true) : new RunAs("root", Root, true);
    }
}
