using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>Whom scripts run as, and whether that needs a sandbox.</summary>
/// <param name="Find">Finds the user, anew for each run: it may be made while the agent runs. Or null and why there is none.</param>
/// <param name="Sandboxes">
/// Whether the scripts are put into a sandbox, which only root can. Otherwise they run as who starts them: keepalived's script user.
/// </param>
internal sealed record ScriptIdentity(Func<(UserAccount? User, string? Refusal)> Find, bool Sandboxes)
{
    /// <summary>Whom scripts run as when this process starts them.</summary>
    /// <param name="user">The user's name, for root.</param>
    /// <returns>The user in a sandbox for root; else this process's own user without one.</returns>
    public static ScriptIdentity Of(string user) => Environment.IsPrivilegedProcess
        ? new ScriptIdentity(() => CheckUser.Find(user), Sandboxes: true)
        : new ScriptIdentity(() => CheckUser.Judge(UserAccount.Current), Sandboxes: false);
}
