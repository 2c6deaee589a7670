using System.Net;

namespace Keepone.Controller.Configuration;

/// <summary>
/// An address that the controller listens on: <c>https://ADDRESS:PORT</c>, <c>http://</c> on loopback, or <c>unix:/PATH</c>.
/// </summary>
internal sealed record ListenAddress(string Text, IPEndPoint? Endpoint, string? SocketPath, bool IsTls)
{
    internal const string Expected = "https://ADDRESS:PORT, http://127.0.0.1:PORT or unix:/PATH";

    /// <summary>Reads an address; plain text is refused where somebody else could listen.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="error">What is expected, to follow the word "expected", when it is none.</param>
    internal static ListenAddress? Parse(string text, out string? error)
    {
        error = null;
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            var path = text["unix:".Length..];
            if (path.StartsWith('/') && path.Length is > 1 and <= 107) // sun_path, with its closing zero
            {
                return new ListenAddress(text, Endpoint: null, path, IsTls: false);
            }

            error = "unix:/PATH with an absolute path of at most 107 characters";
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.PathAndQuery != "/"
            || !IPAddress.TryParse(uri.DnsSafeHost, out var ip))
        {
            error = $"{Expected}; a name is no address to listen on";
            return null;
        }

        var tls = uri.Scheme == Uri.UriSchemeHttps;
        if (!tls && !IPAddress.IsLoopback(ip))
        {
            error = "https:// on the network; plain text is for loopback addresses and unix sockets only";
            return null;
        }

        return new ListenAddress(text, new IPEndPoint(ip, uri.Port), SocketPath: null, tls);
    }

    public override string ToString() => Text;
}
