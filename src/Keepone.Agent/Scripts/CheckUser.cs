using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>The user that check scripts run as: one that owns nothing, never root (DESIGN §6).</summary>
internal static class CheckUser
{
    /// <summary>Finds the user.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The user, or null and why there is none that may be used, without an end.</returns>
    public static (UserAccount? User, string? Refusal) Find(string name)
    {
        try
        {
            return UserAccount.Find(name) is { } found
                ? Judge(found)
                : (null, $"there is no user {name} for check scripts; make one with 'systemd-sysusers keepone-check.sysusers.conf' or "
                    + $"'useradd --system --home-dir / --shell /usr/sbin/nologin {name}', or name another as checks.user in agent.yaml");
        }
        catch (LinuxException error)
        {
            return (null, error.Message);
        }
    }

    /// <summary>Judges a user.</summary>
    /// <param name="user">The user.</param>
    /// <returns>The user, or null and why it may not be used.</returns>
    public static (UserAccount? User, string? Refusal) Judge(UserAccount user) => user switch
    {
        { User: 0 } => (null, $"user {user.Name} is root (user id 0), expected a user without rights: check scripts never run as root"),
        { Group: 0 } => (null,
            $"user {user.Name} belongs to root's group (group id 0), expected a group of its own: what root's group may do is not for checks"),
        _ => (user, null),
    };
}
