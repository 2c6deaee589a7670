using System.Net;

namespace Keepone.Agent.Reporting;

/// <summary>
/// Where a controller listens for agents: <c>https://HOST:PORT</c>, <c>http://</c> on loopback, or <c>unix:/PATH</c>.
/// </summary>
public sealed record ControllerEndpoint
{
    private ControllerEndpoint(string text, Uri address, string? socketPath)
    {
        Text = text;
        Address = address;
        SocketPath = socketPath;
    }

    /// <summary>The endpoint as it was written.</summary>
    public string Text { get; }

    /// <summary>The address that the HTTP client is given.</summary>
    internal Uri Address { get; }

    /// <summary>The path of the unix socket; null for TCP.</summary>
    internal string? SocketPath { get; }

    /// <summary>Whether the connection is protected by mutual TLS.</summary>
    public bool IsTls => SocketPath is null && Address.Scheme == Uri.UriSchemeHttps;

    /// <summary>Reads an endpoint. Plain text is refused where somebody else could listen.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="endpoint">The endpoint, when the text is one.</param>
    /// <param name="error">What was found and what is expected, in one sentence, when it is not.</param>
    /// <returns>Whether the text is an endpoint.</returns>
    public static bool TryParse(string? text, out ControllerEndpoint? endpoint, out string? error)
    {
        endpoint = null;
        error = null;
        if (text is null)
        {
            error = "An endpoint is missing: expected https://HOST:PORT, http://127.0.0.1:PORT or unix:/PATH.";
        }
        else if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            var path = text["unix:".Length..];
            error = path.StartsWith('/') && path.Length is > 1 and <= 107 // sun_path, with its closing zero
                ? null
                : $"'{text}' is not a unix socket: expected unix:/PATH with an absolute path of at most 107 characters.";
            endpoint = error is null ? new ControllerEndpoint(text, new Uri("http://localhost"), path) : null;
        }
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.Port <= 0
            || uri.PathAndQuery != "/")
        {
            error = $"'{text}' is not an endpoint: expected https://HOST:PORT, http://127.0.0.1:PORT or unix:/PATH.";
        }
        else if (uri.Scheme == Uri.UriSchemeHttp && !(IPAddress.TryParse(uri.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip)))
        {
            error = $"'{text}' would be plain text on the network: plain text is for loopback addresses only, use https://.";
        }
        else
        {
            endpoint = new ControllerEndpoint(text, uri, socketPath: null);
        }

        return endpoint is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
