using Keepone.Agent.Reporting;

namespace Keepone.Node.Tests.Agent.Reporting;

public sealed class ControllerEndpointTests
{
    [Theory]
    [InlineData("https://controller.example:3113", true)]
    [InlineData("https://172.31.0.10:3113", true)]
    [InlineData("http://127.0.0.1:3113", false)]
    [InlineData("http://[::1]:3113", false)]
    [InlineData("unix:/run/keepone/controller.sock", false)]
    public void TryParse_Endpoint_IsRead(string text, bool tls)
    {
        Assert.True(ControllerEndpoint.TryParse(text, out var endpoint, out var error), error);
        Assert.Equal(tls, endpoint!.IsTls);
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("controller:3113", "is not an endpoint")]
    [InlineData("ftp://controller:3113", "is not an endpoint")]
    [InlineData("https://controller:3113/path", "is not an endpoint")]
    [InlineData("http://172.31.0.10:3113", "plain text is for loopback")]
    [InlineData("http://localhost.example:3113", "plain text is for loopback")]
    [InlineData("unix:relative.sock", "absolute path")]
    public void TryParse_Other_IsRefusedWithASentence(string? text, string expected)
    {
        Assert.False(ControllerEndpoint.TryParse(text, out var endpoint, out var error));
        Assert.Null(endpoint);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
