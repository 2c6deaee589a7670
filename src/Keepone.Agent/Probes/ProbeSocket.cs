using Keepone.Core.Health;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>Takes why there is no socket.</summary>
/// <param name="outcome">Fail when the interface or address is not there, else Error.</param>
/// <param name="message">Why.</param>
internal delegate void SocketRefused(CheckOutcome outcome, string message);

/// <summary>
/// A socket of another namespace that is kept from run to run: the worker opens it when it is needed first, and anew when its interface
/// seems to be another one.
/// </summary>
/// <typeparam name="T">The kind of socket.</typeparam>
internal sealed class ProbeSocket<T> : IDisposable
    where T : class, IDisposable
{
    /// <summary>How long to wait after an attempt: opening takes a thread inside the namespace, which no run may cost.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ProbeServices _services;
    private readonly ProbeStep _step;
    private readonly Action<T> _attach;
    private readonly Action<T> _onReady;
    private readonly SocketRefused _onRefused;
    private T? _current;
    private T? _opened;
    private (CheckOutcome Outcome, string Message)? _failure;
    private long? _triedAt;
    private bool _isDisposed;

    /// <summary>A socket that is not open yet.</summary>
    /// <param name="services">What all probes share.</param>
    /// <param name="open">Opens it, on the worker's thread.</param>
    /// <param name="attach">Attaches one that was opened.</param>
    /// <param name="onReady">Called when it is there after <see cref="Need"/>, perhaps within the call.</param>
    /// <param name="onRefused">Called when it is not to be had after <see cref="Need"/>, perhaps within the call.</param>
    public ProbeSocket(ProbeServices services, Func<T> open, Action<T> attach, Action<T> onReady, SocketRefused onRefused)
    {
        (_services, _attach, _onReady, _onRefused) = (services, attach, onReady, onRefused);
        _step = new ProbeStep(services.Worker, () => _opened = open(), Take);
    }

    /// <summary>The socket; null while there is none.</summary>
    public T? Current => _current;

    /// <summary>Sees to it that there is one.</summary>
    public void Need()
    {
        if (_current is { } current)
        {
            _onReady(current);
        }
        else if (_failure is { } failure && !MayTry)
        {
            _onRefused(failure.Outcome, failure.Message);
        }
        else if (!Try())
        {
            _onRefused(CheckOutcome.Error, "the agent's thread for probes has too much to do");
        }
    }

    /// <summary>Opens another one in its place: it may belong to an interface that was made again. Until then it is used on.</summary>
    public void Renew()
    {
        if (MayTry)
        {
            _ = Try();
        }
    }

    /// <summary>Nothing is heard by it any more.</summary>
    public void Drop()
    {
        _current?.Dispose();
        _current = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        Drop();
    }

    private bool MayTry => _triedAt is not { } at || _services.Time.GetElapsedTime(at) >= Retry;

    private bool Try()
    {
        _triedAt = _services.Time.GetTimestamp();
        return _step.TryGo();
    }

    private void Take(Exception? error)
    {
        var opened = _opened;
        _opened = null;
        if (_isDisposed)
        {
            opened?.Dispose();
            return;
        }

        if (opened is null)
        {
            var isGone = error is LinuxException { ErrorNumber: var number } && NetworkError.IsGone(number);
            if (isGone || _current is null)
            {
                var (outcome, message) = (isGone ? CheckOutcome.Fail : CheckOutcome.Error, error?.Message ?? "it was not opened");
                Drop();
                _failure = (outcome, message);
                _onRefused(outcome, message);
            }

            return;
        }

        Drop();
        (_failure, _current) = (null, opened);
        _attach(opened);
        _onReady(opened);
    }
}
