namespace Keepone.Cli.Config;

/// <summary>A file that a command reads as text, or standard input.</summary>
internal static class InputFile
{
    /// <summary>What stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The largest file that is read: 4 MiB, some hundred routers with two thousand addresses each.</summary>
    public const long Largest = 4 * 1024 * 1024;

    /// <summary>What a file is called in messages.</summary>
    public static string Name(string path) => path == StandardInput ? "standard input" : path;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file's path, or - for standard input.</param>
    /// <param name="kind">What it is, for messages, such as "a specification file".</param>
    /// <param name="errors">Where to write why it cannot be read.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The text; null when it cannot be read, which has been written.</returns>
    public static async Task<string?> ReadAsync(string path, string kind, TextWriter errors, CancellationToken stop)
    {
        try
        {
            if (path != StandardInput && new FileInfo(path) is { Exists: true, Length: > Largest } large)
            {
                await errors.WriteLineAsync($"{path} has {large.Length} bytes; {kind} has at most {Largest}.");
                return null;
            }

            return path == StandardInput ? await Console.In.ReadToEndAsync(stop) : await File.ReadAllTextAsync(path, stop);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{path} cannot be read: {error.Message}");
            return null;
        }
    }
}
