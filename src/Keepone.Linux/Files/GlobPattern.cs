using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>Finds files by a pattern, as keepalived does for <c>include</c>: glob(3) of the C library, with <c>{a,b}</c>.</summary>
public static class GlobPattern
{
    private const int Mark = 1 << 1;
    private const int Brace = 1 << 10;
    private const int NoMatch = 3;

    /// <summary>Finds them.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="directory">What a pattern without a leading '/' is relative to.</param>
    /// <param name="most">The most that are given.</param>
    /// <returns>The paths, sorted; directories are left out.</returns>
    /// <exception cref="LinuxException">A directory cannot be read, or memory is short.</exception>
    public static unsafe ImmutableArray<string> Find(string pattern, string directory, int most)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var whole = pattern.StartsWith('/') ? pattern : $"{Literal(directory)}/{pattern}";
        var found = default(GlobResult);
        var result = Libc.Glob(whole, Mark | Brace, 0, &found);
        try
        {
            if (result is not (0 or NoMatch))
            {
                throw new LinuxException($"find files by '{whole}'", Marshal.GetLastPInvokeError());
            }

            var paths = ImmutableArray.CreateBuilder<string>();
            for (nuint i = 0; result == 0 && i < found.Count && paths.Count < most; i++)
            {
                if (Marshal.PtrToStringUTF8(found.Paths[i]) is { } path && !path.EndsWith('/'))
                {
                    paths.Add(path);
                }
            }

            return paths.ToImmutable();
        }
        finally
        {
            Libc.GlobFree(&found);
        }
    }

    // What is a pattern in a name of a directory is none here.
    private static string Literal(string path) =>
        string.Concat(path.Select(sign => sign is '*' or '?' or '[' or ']' or '{' or '}' or ',' or '\\' or '~' ? $"\\{sign}" : sign.ToString()));
}
