using System.Runtime.InteropServices;

namespace Keepone.Linux;

/// <summary>
/// The kernel refused something. The message is one sentence that names the operation, its object and the reason.
/// </summary>
public sealed class LinuxException : IOException
{
    /// <summary>An error without an error number: what was found is not what was expected.</summary>
    /// <param name="message">The sentence.</param>
    public LinuxException(string message)
        : base(message)
    {
    }

    /// <summary>An error of the kernel.</summary>
    /// <param name="operation">What was tried on which object, as it follows "cannot": "open the network namespace 'x'".</param>
    /// <param name="errorNumber">The error number (errno).</param>
    public LinuxException(string operation, int errorNumber)
        : this(operation, errorNumber, detail: null)
    {
    }

    /// <summary>An error of the kernel with the kernel's own explanation.</summary>
    /// <param name="operation">What was tried on which object, as it follows "cannot".</param>
    /// <param name="errorNumber">The error number (errno).</param>
    /// <param name="detail">More, in the kernel's words or as advice; or null.</param>
    public LinuxException(string operation, int errorNumber, string? detail)
        : base($"cannot {operation}: {Marshal.GetPInvokeErrorMessage(errorNumber)}{(detail is null ? "" : $" ({detail})")}") =>
        ErrorNumber = errorNumber;

    /// <summary>An error with its cause.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">The cause.</param>
    public LinuxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error without a sentence; it should not exist.</summary>
    public LinuxException()
    {
    }

    /// <summary>The error number (errno); 0 when the kernel had no part in it.</summary>
    public int ErrorNumber { get; }

    /// <summary>Whether the object does not exist (any more): ENOENT, ESRCH, ENODEV or ENXIO.</summary>
    public bool IsMissing => ErrorNumber is Interop.Errno.Enoent or Interop.Errno.Esrch or Interop.Errno.Enodev or 6;

    /// <summary>The error that the last native call left behind.</summary>
    /// <param name="operation">What was tried on which object, as it follows "cannot".</param>
    /// <returns>The exception to throw.</returns>
    internal static LinuxException Last(string operation) => new(operation, Marshal.GetLastPInvokeError());
}
