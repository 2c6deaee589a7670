using System.Text;
using Keepone.Core.Guard;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// Where a voter keeps whom it is promised to (G13): a file on the node's tmpfs, so that it is forgotten with the node and with nothing
/// less. It is written before the beacon that rests on it is sent, and only when it says something else.
/// </summary>
internal sealed class PromiseFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A tmpfs forgets with the node, but it may be another file system by mistake: what tells one boot from another is kept with it.
    private static readonly string NodeBoot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private readonly string _path;
    private readonly VoterGroup _group;
    private VoterMemory? _written;

    /// <summary>The file of a voter.</summary>
    /// <param name="path">Its path, in a directory that is there.</param>
    /// <param name="group">The voters.</param>
    public PromiseFile(string path, VoterGroup group) => (_path, _group) = (path, group);

    /// <summary>What is kept there.</summary>
    /// <param name="now">The steady time.</param>
    /// <returns>What it means for a voter that starts now.</returns>
    public KeptPromise Read(TimeSpan now)
    {
        string? text;
        try
        {
            text = AtomicFile.TryRead(_path, KeptPromise.MostBytes, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
        }
        catch (LinuxException)
        {
            text = ""; // it is there and cannot be read: in doubt there was a promise
        }

        return KeptPromise.Read(text, _group, NodeBoot, now);
    }

    /// <summary>Keeps what a verdict said, when it differs from what is kept.</summary>
    /// <param name="memory">The memory.</param>
    /// <exception cref="LinuxException">It cannot be written: the beacon that rests on it must not be sent.</exception>
    public void Keep(in VoterMemory memory)
    {
        if (_written == memory)
        {
            return;
        }

        AtomicFile.Write(_path, Encoding.UTF8.GetBytes(KeptPromise.Write(memory, _group, NodeBoot)), Mode, durable: false);
        _written = memory;
    }
}
