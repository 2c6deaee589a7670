using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>A script that keepalived runs: a check, or one that is told of a state.</summary>
/// <param name="Name">What it is: <c>check 'web'</c>, <c>notify_master of 'VI_1'</c>.</param>
/// <param name="IsCheck">Whether it is a <c>vrrp_script</c>.</param>
/// <param name="Program">The first word of its command line.</param>
/// <param name="User">The user that is given for it alone; or null.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record ScriptUse(string Name, bool IsCheck, string Program, Given<ScriptUser>? User, Place Place)
{
    internal static IEnumerable<ScriptUse> Of(KeepalivedConfiguration configuration)
    {
        foreach (var script in configuration.Scripts)
        {
            if (script.Command is { Value: [var program, ..] } command)
            {
                yield return new ScriptUse($"check '{script.Name}'", true, program, script.User, command.Place);
            }
        }

        foreach (var (owner, notify) in Notifies(configuration))
        {
            yield return OfNotify($"{notify.Keyword} of '{owner}'", notify.Command is [var program, ..] ? program : "", notify.Entry);
        }

        foreach (var fifo in configuration.Keywords.Where(use => use.Path is "global_defs/vrrp_notify_fifo_script" or "global_defs/notify_fifo_script"))
        {
            yield return OfNotify(fifo.Entry.Keyword, (fifo.Entry.Value(1) ?? "").TrimStart().Split(' ')[0], fifo.Entry);
        }
    }

    /// <summary>The scripts that are told of a state, one process for each change, and whose state it is.</summary>
    internal static IEnumerable<(string Owner, NotifyScript Script)> Notifies(KeepalivedConfiguration configuration) =>
        configuration.Instances.SelectMany(instance => instance.NotifyScripts.Select(script => (instance.Name, script)))
            .Concat(configuration.SyncGroups.SelectMany(group => group.NotifyScripts.Select(script => (group.Name, script))));

    // After the command line, which is one word in quotes, its user and group may stand.
    private static ScriptUse OfNotify(string name, string program, Entry entry) => new(
        name, false, program, entry.Value(2) is { } user ? new Given<ScriptUser>(new ScriptUser(user, entry.Value(3)), entry.Place) : null, entry.Place);
}
