using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary>pidfd_open(2) and pidfd_send_signal(2).</summary>
internal static unsafe class Pidfd
{
    private const int OpenNumber = 434;
    private const int SendSignalNumber = 424;

    internal static Descriptor? TryOpen(int pid)
    {
        var value = Libc.PidfdOpenCall(OpenNumber, pid, 0);
        if (value >= 0)
        {
            return new Descriptor(value);
        }

        // EINVAL: the id is a thread's that leads no process, or none at all.
        var error = Marshal.GetLastPInvokeError();
        return error is Errno.Esrch or Errno.Einval ? null : throw new LinuxException($"take hold of process {pid}", error);
    }

    internal static bool Signal(Descriptor descriptor, int signal, int pid)
    {
        var added = false;
        descriptor.DangerousAddRef(ref added);
        try
        {
            if (Libc.PidfdSendSignalCall(SendSignalNumber, descriptor.DangerousGetHandle(), signal, 0, 0) == 0)
            {
                return true;
            }

            var error = Marshal.GetLastPInvokeError();
            return error == Errno.Esrch ? false : throw new LinuxException($"send signal {signal} to process {pid}", error);
        }
        finally
        {
            descriptor.DangerousRelease();
        }
    }

    internal static bool IsReadable(Descriptor descriptor)
    {
        var added = false;
        descriptor.DangerousAddRef(ref added);
        try
        {
            var poll = new PollDescriptor { Descriptor = (int)descriptor.DangerousGetHandle(), Events = (short)Polling.In };
            return Libc.Poll(&poll, 1, 0) > 0;
        }
        finally
        {
            descriptor.DangerousRelease();
        }
    }
}
