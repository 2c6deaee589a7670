using System.Globalization;
using System.Text;
using Keepone.Core.Vrrp;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>
/// The two files through which the agent moves keepalived: <c>health</c> (weight -1) and <c>quorum</c> (weight 0). keepalived reads
/// a deleted, empty or garbled file as 0 (fail open, reference/keepalived.md B.11), so neither is ever deleted, truncated or written
/// in place, also not when the replica goes. One writes them at a time: the replica's loop, or its voter while it has a seat.
/// </summary>
internal sealed class TrackFiles
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LongestValue = 16;
    private readonly ReplicaFiles _files;

    /// <summary>Makes files that are missing or garbled, and keeps the values of those that are not.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="plan">The arithmetic of the router's priorities.</param>
    /// <param name="penalty">What checks and operators take off the priority, as far as it is known: the rest of what a file holds is the bonus.</param>
    /// <param name="isGuarded">
    /// Whether a fresh replica is kept out of the election until its guard says otherwise: a node that boots cut off must not elect itself.
    /// </param>
    public TrackFiles(ReplicaFiles files, PriorityPlan plan, int penalty = 0, bool isGuarded = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _files = files;
        Health = Restore(files.Health, 0);
        HasBonus = Health < plan.HealthValue(penalty, master: false);
        Quorum = Restore(files.Quorum, isGuarded ? 1 : 0);
    }

    /// <summary>What <c>health</c> holds.</summary>
    public int Health { get; private set; }

    /// <summary>Whether what <c>health</c> holds contains the bonus of a master.</summary>
    public bool HasBonus { get; private set; }

    /// <summary>What <c>quorum</c> holds: 0 may be master, 1 must not.</summary>
    public int Quorum { get; private set; }

    /// <summary>Writes <c>health</c>, when it holds something else.</summary>
    /// <param name="plan">The arithmetic of the router's priorities.</param>
    /// <param name="penalty">The penalty.</param>
    /// <param name="bonus">Whether the replica has the bonus of a master.</param>
    /// <returns>Whether it was written.</returns>
    public bool SetHealth(PriorityPlan plan, int penalty, bool bonus)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var value = plan.HealthValue(penalty, bonus);
        if (value == Health)
        {
            HasBonus = bonus;
            return false;
        }

        Write(_files.Health, value);
        (Health, HasBonus) = (value, bonus);
        return true;
    }

    /// <summary>Writes <c>quorum</c>, when it holds something else.</summary>
    /// <param name="value">0 or 1.</param>
    /// <returns>Whether it was written.</returns>
    public bool SetQuorum(int value)
    {
        if (value == Quorum)
        {
            return false;
        }

        Write(_files.Quorum, value);
        Quorum = value;
        return true;
    }

    private static int Restore(string path, int fresh)
    {
        if (AtomicFile.TryRead(path, LongestValue, out var bytes)
            && int.TryParse(Encoding.ASCII.GetString(bytes).TrimEnd('\n'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= 253)
        {
            return value;
        }

        Write(path, fresh);
        return fresh;
    }

    // On a tmpfs, so without fsync: the rename is what keepalived's inotify sees, whole.
    private static void Write(string path, int value) => AtomicFile.Write(path, Encoding.ASCII.GetBytes($"{value}\n"), Mode, durable: false);
}
