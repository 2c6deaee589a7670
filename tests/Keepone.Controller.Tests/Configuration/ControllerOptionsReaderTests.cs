using Keepone.Controller.Configuration;

namespace Keepone.Controller.Tests.Configuration;

public sealed class ControllerOptionsReaderTests
{
    [Fact]
    public void Read_FullConfiguration_IsRead()
    {
        var (options, errors) = ControllerOptionsReader.Read(
            """
            name: controller-1
            agents: [ "https://172.31.0.10:3113", "unix:/run/keepone/agents.sock" ]
            api:    [ "unix:/run/keepone/controller.sock", "http://[::1]:3114" ]
            tls:    { certificate: /etc/keepone/tls/controller.crt, key: /etc/keepone/tls/controller.key, authority: /etc/keepone/tls/ca.crt }
            database: /var/lib/keepone/controller.db
            orders: { token: /etc/keepone/orders.token }
            """,
            "controller.yaml");

        Assert.Empty(errors);
        Assert.Equal("controller-1", options!.Name);
        Assert.Equal([true, false], options.Agents.Select(address => address.IsTls));
        Assert.Equal(["/run/keepone/controller.sock", null], options.Api.Select(address => address.SocketPath));
        Assert.Equal("/etc/keepone/tls/ca.crt", options.Tls?.Authority);
        Assert.Equal("/etc/keepone/orders.token", options.OrderToken);
    }

    [Fact]
    public void Read_LeastConfiguration_HasDefaults()
    {
        var (options, errors) = ControllerOptionsReader.Read("name: c\nagents: [ 'unix:/run/a.sock' ]\n", "c.yaml");

        Assert.Empty(errors);
        Assert.Equal("unix:/run/keepone-controller/api.sock", Assert.Single(options!.Api).Text);
        Assert.Equal("/var/lib/keepone-controller/controller.db", options.Database);
        Assert.Null(options.OrderToken);
    }

    [Fact]
    public void Read_ManyMistakes_AreAllReportedWithTheirLines()
    {
        var (options, errors) = ControllerOptionsReader.Read(
            """
            name: "a b"
            agents: [ "http://10.0.0.1:1", "https://controller.example:1", "http://127.0.0.1:99999" ]
            api: [ "unix:relative" ]
            colour: blue
            database: relative.db
            """,
            "c.yaml");

        Assert.Null(options);
        Assert.Equal([1, 2, 2, 2, 3, 4, 5], errors.Select(error => error.Line));
        Assert.Contains(
            errors, error => error.ToString().Contains("plain text is for loopback addresses", StringComparison.Ordinal));
        Assert.Contains(
            errors, error => error.ToString().Contains("a name is no address to listen on", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.ToString().Contains("an unknown key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("name: c\nagents: [ 'https://0.0.0.0:1' ]\n", "name the three files")]
    [InlineData("name: c\nagents: [ 'unix:/a', 'unix:/a' ]\n", "unix:/a twice")]
    [InlineData("name: c\nagents: []\n", "0 items")]
    [InlineData("name: c\nagents: [ 'unix:/a' ]\n---\nname: d\nagents: [ 'unix:/b' ]\n", "2 documents")]
    public void Read_Contradiction_IsAnError(string text, string expected)
    {
        var (options, errors) = ControllerOptionsReader.Read(text, "c.yaml");

        Assert.Null(options);
        Assert.Contains(expected, Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }
}
