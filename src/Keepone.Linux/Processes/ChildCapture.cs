using System.Text;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// One stream of a child: what fits is kept, the rest is read and dropped, so that the child does not block on it.
/// </summary>
internal sealed unsafe class ChildCapture(int limit) : IDisposable
{
    private const int ChunkBytes = 16 * 1024;

    private readonly MemoryStream _kept = new();
    private Descriptor? _reader;

    internal long Total { get; private set; }

    internal bool Cut => Total > limit;

    internal bool IsOpen => _reader is not null;

    internal int Number => _reader is null ? -1 : (int)_reader.DangerousGetHandle();

    internal string Text => Encoding.UTF8.GetString(_kept.GetBuffer(), 0, (int)_kept.Length);

    /// <summary>Makes the pipe.</summary>
    /// <returns>Its writing end.</returns>
    internal Descriptor Open()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Files.CloseOnExec) != 0)
        {
            throw LinuxException.Last("make a pipe");
        }

        _reader = new Descriptor(ends[0]);
        return new Descriptor(ends[1]);
    }

    /// <summary>Reads once; only to be called when there is something, or the end.</summary>
    internal void Read()
    {
        var chunk = stackalloc byte[ChunkBytes];
        var length = Libc.Read(_reader!, chunk, ChunkBytes);
        if (length <= 0)
        {
            Dispose();
            return;
        }

        var room = (int)Math.Min(Math.Max(0, limit - Total), length);
        _kept.Write(new ReadOnlySpan<byte>(chunk, room));
        Total += length;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
    }
}
