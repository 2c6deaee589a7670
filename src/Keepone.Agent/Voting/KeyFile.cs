using System.Text;
using Keepone.Core.Guard;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// The key file of a router, <c>ROUTER.key</c>: looked at from time to time and read again when it changed. Keys that were good stay in
/// force while the file is missing or bad: taking them away would cost the router its guard.
/// </summary>
/// <param name="directory">The directory of all key files.</param>
/// <param name="router">The router's name.</param>
internal sealed class KeyFile(string directory, string router)
{
    private FileStamp? _seen;
    private bool _looked;

    /// <summary>The file.</summary>
    public string Path { get; } = PathOf(directory, router);

    /// <summary>The keys that were read last and were good; null: there were none yet.</summary>
    public GuardKeys? Keys { get; private set; }

    /// <summary>What is wrong with the file, as a sentence without a full stop; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>The key file of a router.</summary>
    /// <param name="directory">The directory of all key files.</param>
    /// <param name="router">The router's name.</param>
    /// <returns>Its path.</returns>
    public static string PathOf(string directory, string router) => System.IO.Path.Combine(directory, router + ".key");

    /// <summary>Looks at the file, and reads it when it is not as it was. Cheap when it is.</summary>
    /// <returns>Whether <see cref="Keys"/> or <see cref="Problem"/> are others than before.</returns>
    public bool Refresh()
    {
        var stamp = SecretFile.Look(Path);
        if (_looked && stamp == _seen)
        {
            return false;
        }

        (_looked, _seen) = (true, stamp);
        var (keys, problem) = Read(Path);
        var changed = problem != Problem || (keys is not null && !keys.SameAs(Keys));
        (Keys, Problem) = (keys ?? Keys, problem);
        return changed;
    }

    /// <summary>Reads a key file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The keys, or null and what is wrong, as a sentence without a full stop.</returns>
    public static (GuardKeys? Keys, string? Problem) Read(string path)
    {
        try
        {
            if (!SecretFile.TryRead(path, GuardKeys.MostFileBytes, out var content))
            {
                return (null, $"the key file {path} does not exist; copy it from another node of the router, or make one with "
                    + $"'keepone guard key new {System.IO.Path.GetFileNameWithoutExtension(path)}'");
            }

            var (keys, errors) = GuardKeys.Read(Encoding.UTF8.GetString(content), path);
            Array.Clear(content);
            return (keys, errors.IsEmpty ? null : string.Join("; ", errors));
        }
        catch (LinuxException error)
        {
            return (null, error.Message);
        }
    }
}
