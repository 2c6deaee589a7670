using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Keepone.Controller.Configuration;
using Keepone.Protocol.Api;

namespace Keepone.Controller.Tests.Orders;

/// <summary>Who may give orders. A request that may gets as far as "no such router".</summary>
public sealed class OrderAccessTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private static readonly UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task UnixSocket_NeedsNoToken()
    {
        await using var controller = await ControllerFixture.StartAsync();
        using var http = controller.Http();

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(http, null)).Status);
    }

    [Fact]
    public async Task Loopback_WithoutATokenFile_IsForbiddenAndReadable()
    {
        await using var controller = new ControllerFixture();
        using var http = await StartOnLoopbackAsync(controller, tokenFile: null);

        var (status, detail) = await PostAsync(http, Token);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("on the API's unix socket only", detail, StringComparison.Ordinal);
        Assert.Equal("[]", await http.GetStringAsync(new Uri("/api/v1/routers", UriKind.Relative), ControllerFixture.Cancellation));
    }

    [Theory]
    [InlineData(Token, HttpStatusCode.NotFound)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("0123456789abcdef0123456789abcdeF", HttpStatusCode.Unauthorized)]
    [InlineData("0123456789abcdef0123456789abcde", HttpStatusCode.Unauthorized)]
    public async Task Loopback_Token_IsCompared(string? shown, HttpStatusCode expected)
    {
        await using var controller = new ControllerFixture();
        using var http = await StartOnLoopbackAsync(controller, WriteToken(controller, Token + "\n", Secret));

        Assert.Equal(expected, (await PostAsync(http, shown)).Status);
    }

    [Theory]
    [InlineData(Token, true, "expected 0600: others can use it")]
    [InlineData("short", false, "has 5 characters, expected 32 to 1024")]
    [InlineData(null, false, "cannot be read")]
    public async Task Loopback_TokenFileThatIsUnfit_LetsNobodyIn(string? content, bool readable, string expected)
    {
        await using var controller = new ControllerFixture();
        var file = content is null
            ? Path.Combine(controller.Directory, "nothing") : WriteToken(controller, content, readable ? Secret | UnixFileMode.GroupRead : Secret);
        using var http = await StartOnLoopbackAsync(controller, file);

        var (status, detail) = await PostAsync(http, content ?? Token);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains(expected, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"by": "ann", "forze": true}""")]
    [InlineData(null)]
    public async Task Order_BodyThatIsNone_IsABadRequest(string? body)
    {
        await using var controller = await ControllerFixture.StartAsync();
        using var http = controller.Http();

        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(http, null, body ?? new string(' ', 100_000))).Status);
    }

    private static string WriteToken(ControllerFixture controller, string content, UnixFileMode mode)
    {
        var file = Path.Combine(controller.Directory, "token");
        File.WriteAllText(file, content);
        File.SetUnixFileMode(file, mode);
        return file;
    }

    private static async Task<HttpClient> StartOnLoopbackAsync(ControllerFixture controller, string? tokenFile)
    {
        // The port is free a moment before it is taken; nobody else here takes ports that the kernel did not give out.
        int port;
        using (var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        }

        var address = $"http://127.0.0.1:{port}";
        controller.Options = controller.Options with { Api = [ListenAddress.Parse(address, out _)!], OrderToken = tokenFile };
        await controller.RestartAsync();
        return new HttpClient { BaseAddress = new Uri(address) };
    }

    private static async Task<(HttpStatusCode Status, string Detail)> PostAsync(HttpClient http, string? token, string body = """{"by": "ann"}""")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/routers/nobody/failover", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await http.SendAsync(request, ControllerFixture.Cancellation);
        var text = await response.Content.ReadAsStringAsync(ControllerFixture.Cancellation);
        return (response.StatusCode, JsonSerializer.Deserialize(text, ApiJson.Default.ProblemResponse)!.Detail);
    }
}
