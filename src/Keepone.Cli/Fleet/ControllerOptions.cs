using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Keepone.Linux;
using Keepone.Protocol.Api;

namespace Keepone.Cli.Fleet;

/// <summary>The options that say which controller to ask, the same for every command that asks one.</summary>
internal sealed class ControllerOptions
{
    /// <summary>Where a controller answers on its own host.</summary>
    public const string DefaultEndpoint = "unix:/run/keepone-controller/api.sock";

    private readonly Option<string> _endpoint = new("--controller")
    {
        Description = "The controller: unix:/PATH, http://127.0.0.1:PORT or https://HOST:PORT.",
        DefaultValueFactory = _ => DefaultEndpoint,
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "The file with the controller's token, which orders over TCP need.",
    };

    private readonly Option<string?> _certificate = new("--certificate") { Description = "The client's certificate, for https." };
    private readonly Option<string?> _key = new("--key") { Description = "Its private key, for https." };
    private readonly Option<string?> _authority = new("--authority") { Description = "The authority's certificate, for https." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Options.Add(_endpoint);
        command.Options.Add(_certificate);
        command.Options.Add(_key);
        command.Options.Add(_authority);
    }

    /// <summary>Adds the options to a command that orders something.</summary>
    /// <param name="command">The command.</param>
    public void AddToOrder(Command command)
    {
        AddTo(command);
        command.Options.Add(_token);
    }

    /// <summary>Orders something; when it is not carried out, says why in one sentence.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">The request, with the token.</param>
    /// <returns>What was ordered, or null and the exit code.</returns>
    public async Task<(OrderResponse? Value, int ExitCode)> OrderAsync(
        ParseResult parsed, Func<ControllerClient, string?, Task<ControllerAnswer<OrderResponse>>> request)
    {
        string? token = null;
        if (parsed.GetValue(_token) is { } file)
        {
            try
            {
                if (!SecretFile.TryRead(file, ControllerClient.LongestToken, out var bytes))
                {
                    await Console.Error.WriteLineAsync($"{file} does not exist: --token names the file with the controller's token.");
                    return (null, ExitCode.BadInput);
                }

                token = Encoding.UTF8.GetString(bytes).Trim();
            }
            catch (LinuxException error)
            {
                await Console.Error.WriteLineAsync($"The token cannot be used: {error.Message}.");
                return (null, ExitCode.BadInput);
            }

            if (!token.All(c => c is > ' ' and <= '~'))
            {
                await Console.Error.WriteLineAsync($"{file} holds no token: expected printable characters on one line.");
                return (null, ExitCode.BadInput);
            }
        }

        return await AskAsync(parsed, client => request(client, token));
    }

    /// <summary>Asks the controller; when there is no answer, says why in one sentence.</summary>
    /// <typeparam name="T">The answer's record.</typeparam>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">The request.</param>
    /// <returns>The answer, or null and the exit code.</returns>
    public async Task<(T? Value, int ExitCode)> AskAsync<T>(ParseResult parsed, Func<ControllerClient, Task<ControllerAnswer<T>>> request)
        where T : class
    {
        try
        {
            using var client = new ControllerClient(parsed.GetValue(_endpoint)!, Certificates(parsed));
            var answer = await request(client);
            if (answer.Value is not null)
            {
                return (answer.Value, ExitCode.Ok);
            }

            await Console.Error.WriteLineAsync(answer.Trouble);
            return (null, ExitCodeOf(answer.Status));
        }
        catch (Exception error) when (error is FormatException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return (null, ExitCode.BadInput);
        }
    }

    /// <summary>The exit code of an answer that is a problem.</summary>
    /// <param name="status">The HTTP status; null when nobody answered.</param>
    internal static int ExitCodeOf(HttpStatusCode? status) => status switch
    {
        null or HttpStatusCode.ServiceUnavailable => ExitCode.Unreachable,
        HttpStatusCode.Conflict => ExitCode.Refused,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.Missing,
        _ => ExitCode.BadInput,
    };

    private ClientCertificates? Certificates(ParseResult parsed) =>
        parsed.GetValue(_certificate) is { } certificate && parsed.GetValue(_key) is { } key && parsed.GetValue(_authority) is { } authority
            ? new ClientCertificates(certificate, key, authority)
            : null;
}
