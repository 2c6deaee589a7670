using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Vrrp;

/// <summary>keepalived in the foreground in a namespace; ended and reaped when disposed.</summary>
internal sealed class RealKeepalived : IAsyncDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<ChildResult> _run;

    internal RealKeepalived(NetworkNamespace place, string instance)
    {
        var configuration = _directory.PathOf("keepalived.conf");
        File.WriteAllText(configuration, instance);
        _run = ChildProcess.RunAsync(
            place,
            "keepalived",
            [
                "--dont-fork", "--vrrp", "--log-console", "--use-file", configuration,
                "--pid", _directory.PathOf("pid"), "--vrrp_pid", _directory.PathOf("vrrp.pid"),
            ],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
                ["TMPDIR"] = _directory.Root,
            },
            TimeSpan.FromMinutes(2),
            64 * 1024,
            _stop.Token);
    }

    /// <summary>What it said when it ended by itself, which it should not.</summary>
    internal string? Failure => _run.IsCompleted ? _run.Result.Describe() + ": " + _run.Result.Output + _run.Result.Error : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_run);
        _stop.Dispose();
        _directory.Dispose();
    }
}
