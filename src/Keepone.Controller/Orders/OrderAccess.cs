using System.Security.Cryptography;
using System.Text;
using Keepone.Controller.Configuration;
using Keepone.Controller.Hosting;

namespace Keepone.Controller.Orders;

/// <summary>
/// Who may give orders: whoever may open the API's unix socket, which its mode decides; over TCP, loopback included, only who shows the
/// token. A certificate is not enough: every node has one, and a node that was broken into must not order the others.
/// </summary>
internal sealed class OrderAccess(ControllerOptions options)
{
    /// <summary>The shortest token: 32 characters, 128 bits even when they are hexadecimal.</summary>
    internal const int ShortestToken = 32;

    /// <summary>The longest token.</summary>
    internal const int LongestToken = 1024;

    private const UnixFileMode OthersMask =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Looks at a request.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The HTTP status and the sentence of the refusal; null: it may give orders.</returns>
    internal (int Status, string Detail)? Refusal(HttpContext http)
    {
        if (Listeners.AddressOf(http) is { SocketPath: not null })
        {
            return null;
        }

        if (options.OrderToken is not { } file)
        {
            return (StatusCodes.Status403Forbidden,
                "Orders are taken on the API's unix socket only. For orders over TCP, name a file with a token as `orders: { token: FILE }` in the "
                + "controller's configuration.");
        }

        var (token, trouble) = Read(file);
        if (token is null)
        {
            return (StatusCodes.Status403Forbidden, $"The controller cannot use its token: {trouble}.");
        }

        var shown = http.Request.Headers.Authorization.ToString();
        const string Scheme = "Bearer ";
        if (shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && Same(shown[Scheme.Length..].Trim(), token))
        {
            return null;
        }

        http.Response.Headers.WWWAuthenticate = "Bearer";
        return (StatusCodes.Status401Unauthorized,
            "Orders over TCP need the controller's token, as `Authorization: Bearer TOKEN`; the command line takes --token FILE.");
    }

    // Read at each order: there are few, and a new token needs no restart.
    private static (string? Token, string? Trouble) Read(string file)
    {
        try
        {
            var mode = File.GetUnixFileMode(file);
            if ((mode & OthersMask) != UnixFileMode.None)
            {
                return (null, $"{file} has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}, expected 0600: others can use it");
            }

            using var stream = File.OpenRead(file);
            var buffer = new byte[LongestToken + 2];
            var token = Encoding.UTF8.GetString(buffer, 0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)).Trim();
            return token.Length is >= ShortestToken and <= LongestToken
                ? (token, null)
                : (null, $"{file} has {token.Length} characters, expected {ShortestToken} to {LongestToken} on one line");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, $"{file} cannot be read: {error.Message.TrimEnd('.')}");
        }
    }

    // Of the same length, and compared in the same time wherever they differ.
    private static bool Same(string shown, string token) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
