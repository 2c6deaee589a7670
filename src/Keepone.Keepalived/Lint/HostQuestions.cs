using System.Collections.Immutable;
using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint;

/// <summary>What the rules want to know of the host on which a configuration is to run.</summary>
/// <param name="Users">Names of users.</param>
/// <param name="Groups">Names of groups.</param>
/// <param name="Paths">Absolute paths of scripts.</param>
public sealed record HostQuestions(ImmutableHashSet<string> Users, ImmutableHashSet<string> Groups, ImmutableHashSet<string> Paths)
{
    /// <summary>The user that keepalived takes for scripts when none is named (lib/notify.c).</summary>
    internal const string DefaultUser = "keepalived_script";

    /// <summary>What a configuration makes the rules ask.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The questions.</returns>
    public static HostQuestions Of(KeepalivedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var scripts = ScriptUse.Of(configuration).ToList();
        var users = scripts.Select(script => script.User?.Value).Append(configuration.Globals.ScriptUser?.Value).OfType<ScriptUser>().ToList();
        return new HostQuestions(
            [DefaultUser, .. users.Select(user => user.User)],
            [.. users.Select(user => user.Group).OfType<string>()],
            [.. scripts.Where(script => script.Program.StartsWith('/')).Select(script => script.Program)]);
    }
}
