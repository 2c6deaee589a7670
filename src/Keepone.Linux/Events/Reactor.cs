using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// One thread that waits for all descriptors of the process (netlink and raw sockets, FIFOs, pidfds) and calls their owners; timers that
/// are due come before what is readable. Callbacks must be brief and read until nothing is left, or they are called again. The thread comes
/// before all others of the process where it may (<see cref="ThreadUrgency"/>).
/// </summary>
public sealed partial class Reactor : IDisposable
{
    private const int EventsPerWait = 64;
    private const ulong WakeToken = 0;
    private const ulong TickToken = 1;
    private const ulong DueToken = 2;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int TokenOffset = EventSize - 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Registration> _registrations = [];
    private readonly Descriptor _epoll;
    private readonly Descriptor _wake;
    private readonly LatenessTimer _timer;
    private readonly Action<string, Exception> _onFault;
    private readonly Thread _thread;
    private readonly EventRate _rate = new();
    private ulong _lastToken = DueToken;
    private volatile bool _stopping;

    /// <summary>Starts the reactor's thread.</summary>
    /// <param name="onFault">
    /// Called on the reactor's thread with the name of a registration whose callback threw, and the exception;
    /// that registration is gone by then, all others go on. It must not throw.
    /// </param>
    /// <param name="time">The clock of <see cref="TakeWorstLateness"/>; the system's unless given.</param>
    /// <param name="latenessInterval">How often to measure; <see cref="LatenessTimer.DefaultInterval"/> unless given.</param>
    /// <exception cref="LinuxException">A descriptor cannot be had.</exception>
    public Reactor(Action<string, Exception> onFault, TimeProvider? time = null, TimeSpan? latenessInterval = null)
    {
        ArgumentNullException.ThrowIfNull(onFault);
        _onFault = onFault;
        _epoll = Libc.EpollCreate(Polling.CloseOnExec).OrThrow("make an epoll descriptor");
        _wake = Libc.Eventfd(0, Polling.CloseOnExec | Polling.NonBlocking).OrThrow("make an event descriptor");
        _timer = new LatenessTimer(time ?? TimeProvider.System, latenessInterval ?? LatenessTimer.DefaultInterval);
        Control(Polling.ControlAdd, _wake, WakeToken, "the reactor's own event");
        Control(Polling.ControlAdd, _timer.Handle, TickToken, "the reactor's own timer");
        Control(Polling.ControlAdd, _due.Handle, DueToken, "the reactor's timers");
        _thread = new Thread(Loop) { IsBackground = true, Name = "reactor" };
        _thread.Start();
    }

    /// <summary>How many descriptors are registered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _registrations.Count;
            }
        }
    }

    /// <summary>Whether the caller is the reactor's own thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>
    /// The longest time since the last call by which the reactor was late for its own timer: scheduling delay of the process, and
    /// callbacks that were not brief.
    /// </summary>
    /// <returns>The lateness; zero when nothing was measured since.</returns>
    public TimeSpan TakeWorstLateness() => _timer.TakeWorst();

    /// <summary>
    /// How long the thread has not come round to its own timer: a little more than the interval of measuring while it lives, and
    /// growing while a callback keeps it.
    /// </summary>
    public TimeSpan SinceLastTick => _timer.SinceLastTick;

    /// <summary>
    /// Calls <paramref name="onReadable"/> whenever the descriptor has something to read, an error or a hang-up.
    /// </summary>
    /// <param name="descriptor">The descriptor; it is kept open until the registration is disposed.</param>
    /// <param name="name">A name for error reports.</param>
    /// <param name="onReadable">The callback, on the reactor's thread.</param>
    /// <param name="onFault">Called once on the reactor's thread when the callback threw: the descriptor is not waited for any more.</param>
    /// <returns>
    /// The registration. It may be disposed from any thread, the callback included; a callback that another thread is in the
    /// middle of is not waited for.
    /// </returns>
    /// <exception cref="LinuxException">The descriptor cannot be waited for.</exception>
    /// <exception cref="ObjectDisposedException">The reactor has ended.</exception>
    public IDisposable Register(SafeHandle descriptor, string name, Action onReadable, Action? onFault = null) =>
        Register(descriptor, Polling.In, name, onReadable, onFault);

    /// <summary>Like <see cref="Register(SafeHandle, string, Action, Action?)"/>, but for room to write: a socket that connects has it in the end.</summary>
    /// <param name="descriptor">The descriptor; it is kept open until the registration is disposed.</param>
    /// <param name="name">A name for error reports.</param>
    /// <param name="onWritable">The callback, on the reactor's thread; it is called again until the registration is disposed.</param>
    /// <param name="onFault">Called once on the reactor's thread when the callback threw.</param>
    /// <returns>The registration.</returns>
    /// <exception cref="LinuxException">The descriptor cannot be waited for.</exception>
    /// <exception cref="ObjectDisposedException">The reactor has ended.</exception>
    public IDisposable RegisterWritable(SafeHandle descriptor, string name, Action onWritable, Action? onFault = null) =>
        Register(descriptor, Polling.Out, name, onWritable, onFault);

    private Registration Register(SafeHandle descriptor, uint events, string name, Action onReadable, Action? onFault)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(onReadable);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            var added = false;
            descriptor.DangerousAddRef(ref added);
            var registration = new Registration(this, ++_lastToken, descriptor, name, onReadable, onFault);
            try
            {
                Control(Polling.ControlAdd, descriptor, registration.Token, name, events);
            }
            catch
            {
                descriptor.DangerousRelease();
                throw;
            }

            _registrations.Add(registration.Token, registration);
            return registration;
        }
    }

    /// <summary>Ends the thread (waits for it, unless called from it) and forgets all registrations.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return;
            }

            // Under the lock: the thread takes it once more before it closes the descriptors.
            _stopping = true;
            Wake();
        }

        if (!IsCurrent)
        {
            _thread.Join();
        }
    }

    private unsafe void Control(int operation, SafeHandle descriptor, ulong token, string name, uint events = Polling.In)
    {
        var change = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(change, 4), events);
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(change + TokenOffset, 8), token);
        if (Libc.EpollControl(_epoll, operation, descriptor, change) != 0)
        {
            throw LinuxException.Last($"wait for {name}");
        }
    }

    private unsafe void Forget(SafeHandle descriptor)
    {
        var ignored = stackalloc byte[16];
        _ = Libc.EpollControl(_epoll, Polling.ControlDelete, descriptor, ignored);
    }

    private void Loop()
    {
        _ = ThreadUrgency.RaiseOwn();
        Span<ulong> tokens = stackalloc ulong[EventsPerWait];
        while (!_stopping)
        {
            var now = BootClock.Now;
            _due.Arm(now);
            if (_rate.IsBusy(now))
            {
                Gather();
            }

            var count = Wait(tokens);
            var done = count + RunDueTimers();
            for (var i = 0; i < count && !_stopping; i++)
            {
                Dispatch(tokens[i]);

                // What is due does not wait for the rest of a long round.
                done += RunDueTimers();
            }

            _rate.Add(done);
        }

        Registration[] left;
        lock (_gate)
        {
            left = [.. _registrations.Values];
        }

        foreach (var registration in left)
        {
            registration.Dispose();
        }

        _due.Dispose();
        _timer.Dispose();
        _wake.Dispose();
        _epoll.Dispose();
    }

    // Many packets and timers a second, each at its own moment: to wait for each costs more than to do it. A step that is posted ends this.
    private unsafe void Gather()
    {
        var wake = new PollDescriptor { Descriptor = (int)_wake.DangerousGetHandle(), Events = (short)Polling.In };
        _ = Libc.Poll(&wake, 1, EventRate.GatherMilliseconds);
    }

    private unsafe int Wait(Span<ulong> tokens)
    {
        var events = stackalloc byte[EventsPerWait * 16];
        var count = Libc.EpollWait(_epoll, events, EventsPerWait, -1);
        if (count < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == Errno.Eintr ? 0 : throw new UnreachableException($"epoll_wait failed with error {error}");
        }

        for (var i = 0; i < count; i++)
        {
            var token = new ReadOnlySpan<byte>(events + (i * EventSize) + TokenOffset, sizeof(ulong));
            tokens[i] = BinaryPrimitives.ReadUInt64LittleEndian(token);
        }

        return count;
    }

    private void Dispatch(ulong token)
    {
        switch (token)
        {
            case WakeToken:
                RunPosted();
                return;
            case TickToken:
                _timer.Tick();
                return;
            case DueToken:
                return;
            default:
                break;
        }

        Registration? registration;
        lock (_gate)
        {
            _ = _registrations.TryGetValue(token, out registration);
        }

        if (registration is null)
        {
            return;
        }

        try
        {
            registration.OnReadable();
        }
        catch (ObjectDisposedException) when (!IsRegistered(token))
        {
            // Its owner closed it on another thread meanwhile, which is everybody's right.
        }
#pragma warning disable CA1031 // One owner's mistake must not stop the observation of every other replica.
        catch (Exception error)
#pragma warning restore CA1031
        {
            registration.Dispose();
            registration.OnFault?.Invoke();
            _onFault(registration.Name, error);
        }
    }

    private bool IsRegistered(ulong token)
    {
        lock (_gate)
        {
            return _registrations.ContainsKey(token);
        }
    }

    private void Remove(Registration registration)
    {
        lock (_gate)
        {
            if (!_registrations.Remove(registration.Token))
            {
                return;
            }

            Forget(registration.Descriptor);
            registration.Descriptor.DangerousRelease();
        }
    }
}
