using CsCheck;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Model;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1s", 1000)]
    [InlineData("1.5s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void TryParse_ANumberWithAUnit_IsADuration(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("ms")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1sm")]
    [InlineData("1e3s")]
    [InlineData("9999999h")]
    public void TryParse_AnythingElse_IsNone(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void Format_AnyWholeMilliseconds_ReadsBackAsTheSame() =>
        Gen.Int[0, int.MaxValue].Sample(milliseconds =>
            Duration.TryParse(Duration.Format(TimeSpan.FromMilliseconds(milliseconds)), out var back) && back.TotalMilliseconds == milliseconds);

    [Fact]
    public void DurationJson_AMarginOfAnySign_ReadsBackAsTheSame() => Gen.Int[-100_000, 100_000].Sample(milliseconds =>
    {
        var options = new System.Text.Json.JsonSerializerOptions { Converters = { new DurationJsonConverter() } };
        var text = System.Text.Json.JsonSerializer.Serialize(TimeSpan.FromMilliseconds(milliseconds), options);
        return System.Text.Json.JsonSerializer.Deserialize<TimeSpan>(text, options).TotalMilliseconds == milliseconds;
    });
}
