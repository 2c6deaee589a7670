using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary><c>glob_t</c> of the GNU C library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GlobResult
{
    internal nuint Count;
    internal nint* Paths;
    internal nuint Offset;
    internal int Flags;
    internal fixed ulong Functions[5];
}
