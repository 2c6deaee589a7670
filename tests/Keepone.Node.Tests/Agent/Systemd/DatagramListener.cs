using System.Net.Sockets;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Systemd;

/// <summary>A real datagram socket on which a test hears what would go to systemd or the journal.</summary>
internal sealed class DatagramListener : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[256 * 1024];

    internal DatagramListener()
    {
        Path = _directory.PathOf("s");
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
    }

    internal string Path { get; }

    /// <summary>The next datagram.</summary>
    internal async Task<byte[]> NextAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var length = await _socket.ReceiveAsync(_buffer, deadline.Token);
        return _buffer[..length];
    }

    /// <summary>The next datagram, as text.</summary>
    internal async Task<string> NextTextAsync() => System.Text.Encoding.UTF8.GetString(await NextAsync());

    /// <summary>The next datagram that begins with a text; others are skipped.</summary>
    internal async Task<string> UntilAsync(string beginning)
    {
        while (true)
        {
            var text = await NextTextAsync();
            if (text.StartsWith(beginning, StringComparison.Ordinal))
            {
                return text;
            }
        }
    }

    /// <summary>What came in without waiting.</summary>
    internal IReadOnlyList<string> Waiting()
    {
        var found = new List<string>();
        while (_socket.Available > 0)
        {
            found.Add(System.Text.Encoding.UTF8.GetString(_buffer, 0, _socket.Receive(_buffer)));
        }

        return found;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _directory.Dispose();
    }
}
