using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// What a child reads from standard input, as a file in memory (memfd_create(2)). A pipe would block whoever fills it while the child does
/// not read; a file on a disk would be somebody else's to find.
/// </summary>
internal static unsafe class SealedInput
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;

    // F_SEAL_SEAL, SHRINK, GROW, WRITE: a child that writes to its standard input must not get memory for it.
    private const int AllSeals = 0xf;

    /// <summary>Makes one, open at its beginning.</summary>
    /// <param name="content">Its content.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="LinuxException">There is no memory, or no descriptor, for it.</exception>
    internal static Descriptor Of(ReadOnlySpan<byte> content)
    {
        var file = Libc.MemoryFile("keepone-input", CloseOnExec | AllowSealing).OrThrow("make a file in memory");
        try
        {
            AtomicFile.WriteAll(file, content, "a file in memory");
            if (Libc.Seek(file, 0, 0) != 0 || Libc.Control(file, AddSeals, AllSeals) != 0)
            {
                throw LinuxException.Last("seal a file in memory");
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
