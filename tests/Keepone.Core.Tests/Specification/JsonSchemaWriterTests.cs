using Keepone.Core.Specification;

namespace Keepone.Core.Tests.Specification;

public sealed class JsonSchemaWriterTests
{
    private const string Good = """
        { "router": "edge-1", "vrid": 7, "replicas": ["net-1"],
          "ha": { "network": "ha-a", "interface": "ha0", "vip": "169.254.0.7/24", "addresses": { "net-1": "169.254.192.1/18" } } }
        """;

    [Theory]
    [InlineData("", "", true)]
    [InlineData("\"vrid\": 7", "\"vrid\": 256", false)]
    [InlineData("\"vrid\": 7", "\"vird\": 7", false)]
    [InlineData("\"ha0\"", "\"averyveryverylongname\"", false)]
    [InlineData("169.254.192.1/18", "169.254.192.1", false)]
    [InlineData("\"replicas\": [\"net-1\"]", "\"replicas\": []", false)]
    public async Task Write_TheRouterSchema_JudgesAsTheReaderDoes(string good, string bad, bool accepted)
    {
        var json = good.Length == 0 ? Good : Good.Replace(good, bad, StringComparison.Ordinal);

        var schema = await NJsonSchema.JsonSchema.FromJsonAsync(JsonSchemaWriter.Write(RouterSchema.Router, "Router"), TestContext.Current.CancellationToken);

        Assert.Equal(accepted, schema.Validate(json).Count == 0);
        Assert.Equal(accepted, SpecificationReader.Read(json, "router.json").Errors.IsEmpty);
    }
}
