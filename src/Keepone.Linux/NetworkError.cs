using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>What the error number of something sent says.</summary>
public static class NetworkError
{
    /// <summary>Whether this machine has not enough of something now: that says nothing of the network.</summary>
    /// <param name="error">The error number.</param>
    /// <returns>Whether it is one of EAGAIN, ENOBUFS and ENOMEM.</returns>
    public static bool IsShortage(int error) => error is Errno.Eagain or Errno.Enobufs or Errno.Enomem;

    /// <summary>Whether an interface or an address is not there: also of a socket that belongs to one that was made again since.</summary>
    /// <param name="error">The error number.</param>
    /// <returns>Whether it may be.</returns>
    public static bool IsGone(int error) =>
        error is Errno.Enodev or Errno.Enxio or Errno.Eaddrnotavail or Errno.Einval or Errno.Enetdown or Errno.Enetunreach;

    /// <summary>The kernel's words.</summary>
    /// <param name="error">The error number.</param>
    /// <returns>The words, such as <c>No route to host</c>.</returns>
    public static string Words(int error) => Marshal.GetPInvokeErrorMessage(error);
}
