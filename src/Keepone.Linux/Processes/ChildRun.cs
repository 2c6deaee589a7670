using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>One run of one child, on a thread of its own from start to reaping.</summary>
internal sealed class ChildRun(ChildStart start, ImmutableArray<KeyValuePair<string, string>> environment, CancellationToken cancellation) : IDisposable
{
    /// <summary>
    /// Beyond this multiple of the output limit it is no chatter but a flood, which would only burn the processor.
    /// </summary>
    private const int FloodFactor = 64;

    private const int Sigkill = 9;

    /// <summary>How long to read on after the child has ended, when a descendant of it holds its output open.</summary>
    private static readonly TimeSpan Afterglow = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a killed child may take to end before it is reported to hang in the kernel.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<ChildResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ChildCapture _output = new(start.OutputLimit);
    private readonly ChildCapture _error = new(start.OutputLimit);
    private readonly List<(ProcessIdentity Identity, Descriptor Held)> _descendants = [];
    private bool _killed;
    private bool _timedOut;
    private bool _cancelled;

    internal Task<ChildResult> Result => _result.Task;

    internal void Execute()
    {
        try
        {
            start.Place?.Enter();
            Run();
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to whoever awaits the run.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _ = _result.TrySetException(error);
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _descendants.ForEach(descendant => descendant.Held.Dispose());
        _descendants.Clear();
    }

    private void Run()
    {
        using var cancelled = Libc.Eventfd(0, Polling.CloseOnExec | Polling.NonBlocking).OrThrow("make an event descriptor");
        using var onCancel = cancellation.UnsafeRegister(static state => Notify((Descriptor)state!), cancelled);
        var started = _time.GetTimestamp();
        var pid = Start();
        try
        {
            using var held = Pidfd.TryOpen(pid)
                ?? throw new UnreachableException("a child that was not reaped has its process id");
            Watch(pid, held, cancelled, started);
        }
        catch
        {
            // Out of descriptors, for instance: nobody else would ever end and reap it.
            _ = Libc.Kill(-pid, Sigkill);
            _ = Reap(pid, block: true);
            throw;
        }

        var duration = _time.GetElapsedTime(started);
        var lingering = Lingering();
        Dispose();
        var status = Reap(pid, block: false);
        if (_cancelled)
        {
            status ??= Reap(pid, block: true);
            _ = _result.TrySetCanceled(cancellation);
            return;
        }

        // wait(2): the low seven bits are the signal, the next byte is the exit code.
        _ = _result.TrySetResult(new ChildResult(
            status is { } exited && (exited & 0x7F) == 0 ? (exited >> 8) & 0xFF : null,
            status is { } ended && (ended & 0x7F) != 0 ? ended & 0x7F : null,
            _output.Text,
            _error.Text,
            _output.Cut || _error.Cut,
            _timedOut,
            duration)
        {
            Lingering = lingering,
        });
        if (status is null)
        {
            _ = Reap(pid, block: true);
        }
    }

    private int Start()
    {
        Descriptor? input = null;
        Descriptor? outputEnd = null;
        Descriptor? errorEnd = null;
        try
        {
            if (start.Input is { } content)
            {
                input = SealedInput.Of(content.Span);
            }

            if (start.Output == ChildOutput.Capture)
            {
                outputEnd = _output.Open();
                errorEnd = _error.Open();
            }

            using var entered = start.Group?.Enter();
            var error = Spawn.Start(start.Program, start.Arguments, environment, Number(input), Number(outputEnd), Number(errorEnd), out var pid);
            return error == 0 ? pid : throw new LinuxException($"start '{start.Program}'", error);
        }
        finally
        {
            input?.Dispose();
            outputEnd?.Dispose();
            errorEnd?.Dispose();
        }
    }

    private unsafe void Watch(int pid, Descriptor held, Descriptor cancelled, long started)
    {
        var descriptors = stackalloc PollDescriptor[4];
        long? ended = null;
        long? killed = null;
        while (true)
        {
            TimeSpan left;
            if (ended is { } end)
            {
                left = Afterglow - _time.GetElapsedTime(end);
                if (left <= TimeSpan.Zero || !(_output.IsOpen || _error.IsOpen))
                {
                    return;
                }
            }
            else if (killed is { } kill)
            {
                left = KillPatience - _time.GetElapsedTime(kill);
                if (left <= TimeSpan.Zero)
                {
                    return;
                }
            }
            else
            {
                left = start.Deadline - _time.GetElapsedTime(started);
                _timedOut = left <= TimeSpan.Zero;
                if (_timedOut || _cancelled || _output.Total + _error.Total > FloodFactor * (start.OutputLimit + 1L))
                {
                    Kill(pid, held);
                    killed = _time.GetTimestamp();
                    continue;
                }
            }

            descriptors[0] = new PollDescriptor { Descriptor = _output.Number, Events = (short)Polling.In };
            descriptors[1] = new PollDescriptor { Descriptor = _error.Number, Events = (short)Polling.In };
            descriptors[2] = new PollDescriptor { Descriptor = ended is null ? Number(held) : -1, Events = (short)Polling.In };
            descriptors[3] = new PollDescriptor { Descriptor = _killed ? -1 : Number(cancelled), Events = (short)Polling.In };
            _ = Libc.Poll(descriptors, 4, (int)Math.Ceiling(Math.Min(left.TotalMilliseconds, int.MaxValue)));
            if (descriptors[0].Returned != 0)
            {
                _output.Read();
            }

            if (descriptors[1].Returned != 0)
            {
                _error.Read();
            }

            if (descriptors[2].Returned != 0)
            {
                ended = _time.GetTimestamp();
            }

            _cancelled |= descriptors[3].Returned != 0 && ended is null;
        }
    }

    /// <summary>Kills the child, its process group, and its descendants that left the group.</summary>
    private void Kill(int pid, Descriptor held)
    {
        _killed = true;

        // Taken hold of first: once their parent is dead they cannot be found any more, and their ids may be given to others.
        foreach (var descendant in ProcFs.Descendants(pid))
        {
            if (ProcFs.Identify(descendant) is { } identity && Pidfd.TryOpen(descendant) is { } descriptor)
            {
                _descendants.Add((identity, descriptor));
            }
        }

        _ = Libc.Kill(-pid, Sigkill);
        _ = Pidfd.Signal(held, Sigkill, pid);
        foreach (var (identity, descendant) in _descendants)
        {
            _ = Pidfd.Signal(descendant, Sigkill, identity.Pid);
        }
    }

    /// <summary>Waits for the killed descendants: one that hangs in the kernel outlives the child that was killed with it.</summary>
    private unsafe ImmutableArray<ProcessIdentity> Lingering()
    {
        var since = _time.GetTimestamp();
        foreach (var (_, descendant) in _descendants)
        {
            var left = KillPatience - _time.GetElapsedTime(since);
            var poll = new PollDescriptor { Descriptor = Number(descendant), Events = (short)Polling.In };
            _ = Libc.Poll(&poll, 1, (int)Math.Max(0, Math.Ceiling(left.TotalMilliseconds)));
        }

        return [.. _descendants.Where(descendant => !Pidfd.IsReadable(descendant.Held)).Select(descendant => descendant.Identity)];
    }

    private static unsafe int? Reap(int pid, bool block)
    {
        const int NoHang = 1;
        int status;
        while (true)
        {
            var reaped = Libc.WaitPid(pid, &status, block ? 0 : NoHang);
            if (reaped == pid)
            {
                return status;
            }

            if (reaped == 0 || Marshal.GetLastPInvokeError() != Errno.Eintr)
            {
                return null;
            }
        }
    }

    private static unsafe void Notify(Descriptor descriptor)
    {
        ulong one = 1;
        _ = Libc.Write(descriptor, (byte*)&one, sizeof(ulong));
    }

    private static int Number(Descriptor? descriptor) => descriptor is null ? -1 : (int)descriptor.DangerousGetHandle();
}
