using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary>An open file descriptor; closed when disposed, or at the latest when collected.</summary>
internal sealed class Descriptor : SafeHandle
{
    /// <summary>For the marshaller, which fills it in.</summary>
    public Descriptor()
        : base(-1, ownsHandle: true)
    {
    }

    internal Descriptor(nint value)
        : base(-1, ownsHandle: true) => SetHandle(value);

    /// <inheritdoc/>
    /// <remarks>A native function returns 32 bits; what is in the upper half of the register then is not defined.</remarks>
    public override bool IsInvalid => (int)handle < 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;

    /// <summary>The descriptor itself when it is valid; else the error of the call that should have opened it.</summary>
    /// <param name="operation">What was tried, as it follows "cannot".</param>
    /// <returns>This descriptor.</returns>
    /// <exception cref="LinuxException">The descriptor is not valid.</exception>
    internal Descriptor OrThrow(string operation)
    {
        if (!IsInvalid)
        {
            return this;
        }

        var error = Marshal.GetLastPInvokeError();
        Dispose();
        throw new LinuxException(operation, error);
    }
}
