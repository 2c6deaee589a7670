using System.Security.Cryptography;
using System.Text;
using Keepone.Core.Guard;
using Keepone.Linux;

namespace Keepone.Cli.Guard;

/// <summary>The steps in which a router's key is made and changed.</summary>
internal enum KeyChange
{
    /// <summary>The first key.</summary>
    New = 0,

    /// <summary>Another one is accepted too.</summary>
    Next,

    /// <summary>They change places.</summary>
    Switch,

    /// <summary>Only the one that is used is accepted.</summary>
    Finish,
}

/// <summary>A directory of key files.</summary>
/// <param name="directory">The directory.</param>
internal sealed class KeyStore(string directory)
{
    /// <summary>Where agents look unless their configuration says otherwise.</summary>
    public const string DefaultDirectory = "/etc/keepone/keys";

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Changes a router's key file.</summary>
    /// <param name="router">The router's name.</param>
    /// <param name="change">How.</param>
    /// <returns>The exit code, and one or two sentences: what was done and what is to be done next, or why nothing was.</returns>
    public (int Code, string Sentence) Change(string router, KeyChange change)
    {
        var path = Path.Combine(directory, router + ".key");
        try
        {
            return change == KeyChange.New ? Make(router, path) : Change(router, path, change);
        }
        catch (Exception error) when (error is UnauthorizedAccessException || (error is LinuxException { ErrorNumber: 1 or 13 }))
        {
            return (ExitCode.Missing, $"{error.Message}. Run it as root, or name another directory with --keys.");
        }
        catch (IOException error)
        {
            return (ExitCode.BadInput, $"{error.Message}.");
        }
    }

    private (int Code, string Sentence) Make(string router, string path)
    {
        if (File.Exists(path))
        {
            return (ExitCode.Refused, $"{path} exists already and is not overwritten: without it the router's voters hear each other no more. "
                + $"To change the key, use 'keepone guard key next {router}'.");
        }

        Directory.CreateDirectory(directory, DirectoryMode);
        var keys = new GuardKeys(RandomNumberGenerator.GetBytes(GuardKeys.KeyBytes));
        Write(path, keys);
        return (ExitCode.Ok, $"Made {path} (key {keys.CurrentId}). Copy it to every node and witness of router {router}, owned by root and "
            + "with mode 0600, over a channel that nobody else reads: whoever has it can vote.");
    }

    private static (int Code, string Sentence) Change(string router, string path, KeyChange change)
    {
        if (!SecretFile.TryRead(path, GuardKeys.MostFileBytes, out var content))
        {
            return (ExitCode.BadInput, $"{path} does not exist: copy it from a node of router {router}, or make the first key with "
                + $"'keepone guard key new {router}'.");
        }

        var (keys, errors) = GuardKeys.Read(Encoding.UTF8.GetString(content), path);
        if (keys is null)
        {
            return (ExitCode.BadInput, string.Join(Environment.NewLine, errors));
        }

        if (change == KeyChange.Next == keys.HasNext)
        {
            return (ExitCode.Refused, keys.HasNext
                ? $"{path} has a next key already ({keys.NextId}). Use it with 'keepone guard key switch {router}', or end the change with "
                    + $"'keepone guard key finish {router}'."
                : $"{path} has no next key. Begin with 'keepone guard key next {router}'.");
        }

        var changed = change switch
        {
            KeyChange.Next => new GuardKeys(keys.Current, RandomNumberGenerator.GetBytes(GuardKeys.KeyBytes)),
            KeyChange.Switch => new GuardKeys(keys.Next, keys.Current),
            _ => new GuardKeys(keys.Current),
        };
        Write(path, changed);
        const string Everywhere = "Copy it to every node and witness, and wait until all agents have it";
        return (ExitCode.Ok, change switch
        {
            KeyChange.Next => $"{path} has the next key {changed.NextId} beside {changed.CurrentId}, which is still used. {Everywhere}; "
                + $"then 'keepone guard key switch {router}'.",
            KeyChange.Switch => $"{path} now uses {changed.CurrentId} and still accepts {changed.NextId}. {Everywhere}; then "
                + $"'keepone guard key finish {router}'.",
            _ => $"{path} has only the key {changed.CurrentId}; {keys.NextId} is accepted no more. Copy it to every node and witness.",
        });
    }

    private static void Write(string path, GuardKeys keys)
    {
        var content = Encoding.UTF8.GetBytes(keys.ToFileText());
        AtomicFile.Write(path, content, FileMode, durable: true);
        Array.Clear(content);
    }
}
