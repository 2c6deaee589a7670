using Keepone.Lab.Running;

namespace Keepone.EndToEnd.Running;

public sealed class EventIdsTests
{
    [Theory]
    [InlineData("""{"Timestamp":"12:00:00Z","EventId":1231,"LogLevel":"Information","Message":"M"}""", 1231)]
    [InlineData("""{"EventId":"1231"}""", null)]
    [InlineData("""{"Message":"EventId: 1231"}""", null)]
    [InlineData("""{"EventId":1231,"Mess""", null)]
    [InlineData("EventId 1231", null)]
    [InlineData("", null)]
    public void Id_Line_IsThatOfAJsonLogLine(string line, int? expected) => Assert.Equal(expected, EventIds.Id(line));

    [Fact]
    public void Read_Logs_HasTheEventsOfAll()
    {
        var directory = Directory.CreateTempSubdirectory("keepone-test-").FullName;
        try
        {
            File.WriteAllLines(Path.Combine(directory, "net-1.log"), ["""{"EventId":1001}""", "not json", """{"EventId":1231}"""]);
            File.WriteAllLines(Path.Combine(directory, "controller.log"), ["""{"EventId":2001}"""]);
            Assert.Equal([1001, 1231, 2001], EventIds.Read(directory).Order());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
