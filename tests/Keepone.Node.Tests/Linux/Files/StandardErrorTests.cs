using System.Globalization;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Files;

public sealed class StandardErrorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1:2:3")]
    [InlineData("a:b")]
    [InlineData("1:2")]
    public void IsStream_SomethingElse_IsNot(string? stream) => Assert.False(StandardError.IsStream(stream));

    [Fact]
    public async Task IsStream_TheStreamItself_Is()
    {
        var identity = await ChildProcess.RunAsync(
            null, "stat", ["-L", "-c", "%d:%i", $"/proc/{Environment.ProcessId}/fd/2"], null, TimeSpan.FromSeconds(20), 1024, TestContext.Current.CancellationToken);

        Assert.True(StandardError.IsStream(identity.Output.Trim()), identity.Output + identity.Error);
    }

    [Theory]
    [InlineData(8, 1, 2049)]
    [InlineData(0, 25, 25)]
    [InlineData(259, 1_048_575, 4293985279UL)]
    public void Device_MajorAndMinor_ArePackedAsTheCLibraryDoes(uint major, uint minor, ulong expected) =>
        Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), StandardError.Device(major, minor).ToString(CultureInfo.InvariantCulture));
}
