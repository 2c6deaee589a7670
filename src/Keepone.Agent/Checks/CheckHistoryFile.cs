namespace Keepone.Agent.Checks;

/// <summary>
/// The node's history of checks on disk: lines of JSON, in the file and in the one that it was before it grew too large. It is opened for each
/// write: somebody may have moved or removed it. Used by one thread at a time.
/// </summary>
public sealed class CheckHistoryFile
{
    /// <summary>The file's name in the agent's state directory.</summary>
    public const string Name = "checks.jsonl";

    /// <summary>What is put behind the name of the older file.</summary>
    public const string OlderSuffix = ".1";

    /// <summary>
    /// The size of each of the two files at most, unless told otherwise. A quiet check writes 400 bytes in ten minutes: two files hold a week
    /// of 150 checks, and a day of 1,000.
    /// </summary>
    public const long MostBytes = 32 * 1024 * 1024;

    // Messages of scripts may name what is nobody's business: for root, and for the group that an operator gives it to.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly string _path;
    private readonly long _mostBytes;

    /// <summary>The file in a directory that is there.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="mostBytes">The size of each of the two files at most.</param>
    public CheckHistoryFile(string directory, long mostBytes = MostBytes) => (_path, _mostBytes) = (Path.Combine(directory, Name), mostBytes);

    /// <summary>Its path.</summary>
    public string FullName => _path;

    /// <summary>Appends lines.</summary>
    /// <param name="lines">Whole lines.</param>
    /// <exception cref="IOException">They cannot be written; what was there before is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The agent may not write there.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        var file = Open();
        try
        {
            if (file.Length > 0 && file.Length + lines.Length > _mostBytes)
            {
                file.Dispose();
                File.Move(_path, _path + OlderSuffix, overwrite: true);
                file = Open();
            }

            Append(file, lines);
        }
        finally
        {
            file.Dispose();
        }
    }

    private static void Append(FileStream file, ReadOnlySpan<byte> lines)
    {
        var before = file.Length;
        if (before == 0)
        {
            File.SetUnixFileMode(file.SafeFileHandle, Mode); // whatever the umask
        }

        try
        {
            // A node that lost its power may have left half a line.
            file.Position = Math.Max(0, before - 1);
            if (before > 0 && file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }

            file.Write(lines);
        }
        catch (IOException)
        {
            file.SetLength(before);
            throw;
        }
    }

    private FileStream Open() => new(_path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        UnixCreateMode = Mode,
    });
}
