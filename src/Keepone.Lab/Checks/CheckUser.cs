using System.Globalization;
using Keepone.Agent.Configuration;
using Keepone.Lab.Processes;

namespace Keepone.Lab.Checks;

/// <summary>
/// The user that check scripts run as, known inside of the lab alone: copies of <c>/etc/passwd</c> and <c>/etc/group</c> with the user
/// are mounted over the machine's in the lab's own mount namespace, and with that in every node's.
/// </summary>
internal static class CheckUser
{
    // Where distributions count system users down from (login.defs, SYS_UID_MAX).
    private const int HighestSystemId = 999;
    private const int LowestSystemId = 100;

    /// <summary>Makes the user known.</summary>
    /// <param name="directory">Takes the copies; of the lab's own <c>/run</c>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is.</returns>
    public static async Task MakeAsync(string directory, CancellationToken cancellation)
    {
        var (users, groups) = Add(
            await File.ReadAllTextAsync("/etc/passwd", cancellation), await File.ReadAllTextAsync("/etc/group", cancellation), ScriptOptions.DefaultUser);
        Directory.CreateDirectory(directory);
        foreach (var (file, text) in ((string, string)[])[("passwd", users), ("group", groups)])
        {
            await File.WriteAllTextAsync($"{directory}/{file}", text, cancellation);
            await Tool.RunAsync(["mount", "--bind", $"{directory}/{file}", $"/etc/{file}"], input: null, cancellation);
        }
    }

    /// <summary>Adds a user and its group, unless they are there.</summary>
    /// <param name="users">The text of <c>/etc/passwd</c>.</param>
    /// <param name="groups">The text of <c>/etc/group</c>.</param>
    /// <param name="name">The user, and the group.</param>
    /// <returns>Both texts with it.</returns>
    /// <exception cref="LabException">Every id of a system user is taken.</exception>
    public static (string Users, string Groups) Add(string users, string groups, string name)
    {
        if (Field(users, name, 2) is not null)
        {
            return (users, groups);
        }

        var taken = Ids(users, 2).Concat(Ids(groups, 2)).ToHashSet();
        var group = Field(groups, name, 2);
        var free = Enumerable.Range(LowestSystemId, HighestSystemId - LowestSystemId + 1).Reverse().Cast<int?>()
            .FirstOrDefault(id => !taken.Contains(id!.Value))
            ?? throw new LabException($"The lab finds no free id from {LowestSystemId} to {HighestSystemId} for its user {name} in /etc/passwd.", 1);
        return (
            $"{Ended(users)}{name}:x:{free}:{group ?? free.ToString(CultureInfo.InvariantCulture)}::/nonexistent:/usr/sbin/nologin\n",
            group is null ? $"{Ended(groups)}{name}:x:{free}:\n" : groups);
    }

    private static string Ended(string text) => text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";

    private static string? Field(string text, string name, int index) =>
        Rows(text).FirstOrDefault(row => row[0] == name && row.Length > index)?[index];

    private static IEnumerable<int> Ids(string text, int index) => Rows(text).Where(row => row.Length > index)
        .Select(row => int.TryParse(row[index], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1);

    private static IEnumerable<string[]> Rows(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':'));
}
