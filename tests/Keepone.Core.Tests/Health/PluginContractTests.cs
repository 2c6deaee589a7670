using CsCheck;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Health;

public sealed class PluginContractTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(12);

    [Theory]
    [InlineData(ScriptContract.Plugin, 0, CheckOutcome.Pass)]
    [InlineData(ScriptContract.Plugin, 1, CheckOutcome.Warning)]
    [InlineData(ScriptContract.Plugin, 2, CheckOutcome.Fail)]
    [InlineData(ScriptContract.Plugin, 3, CheckOutcome.Error)]
    [InlineData(ScriptContract.Plugin, 4, CheckOutcome.Error)]
    [InlineData(ScriptContract.Plugin, 126, CheckOutcome.Error)]
    [InlineData(ScriptContract.Plugin, 127, CheckOutcome.Error)]
    [InlineData(ScriptContract.Plugin, 255, CheckOutcome.Error)]
    [InlineData(ScriptContract.Plugin, null, CheckOutcome.Error)]
    [InlineData(ScriptContract.ExitCode, 0, CheckOutcome.Pass)]
    [InlineData(ScriptContract.ExitCode, 1, CheckOutcome.Fail)]
    [InlineData(ScriptContract.ExitCode, 2, CheckOutcome.Fail)]
    [InlineData(ScriptContract.ExitCode, 3, CheckOutcome.Fail)]
    [InlineData(ScriptContract.ExitCode, 125, CheckOutcome.Fail)]
    [InlineData(ScriptContract.ExitCode, 126, CheckOutcome.Error)]
    [InlineData(ScriptContract.ExitCode, 127, CheckOutcome.Error)]
    [InlineData(ScriptContract.ExitCode, 137, CheckOutcome.Fail)]
    [InlineData(ScriptContract.ExitCode, null, CheckOutcome.Error)]
    public void Read_AnExitCode_IsTheContracts(ScriptContract contract, int? exitCode, CheckOutcome outcome)
    {
        var result = PluginContract.Read(contract, exitCode, null, "", Duration);

        Assert.Equal((outcome, Duration), (result.Outcome, result.Duration));
        Assert.NotEmpty(result.Message);
    }

    [Theory]
    [InlineData(0, "OK - 3 of 3 up", "OK - 3 of 3 up")]
    [InlineData(0, "", "it exited with 0")]
    [InlineData(2, "\n", "it exited with 2")]
    [InlineData(1, "  slow \r\nmore\n", "slow")]
    [InlineData(2, "first\nsecond", "first")]
    [InlineData(3, "UNKNOWN - no agent", "it exited with 3: UNKNOWN - no agent")]
    [InlineData(3, "", "it exited with 3")]
    [InlineData(7, "odd", "it exited with 7, which no monitoring plugin does: odd")]
    [InlineData(126, "", "it exited with 126: something that it runs is not executable")]
    [InlineData(127, "sh: curl: not found", "it exited with 127: something that it runs was not found: sh: curl: not found")]
    [InlineData(null, "", "how it ended is not known")]
    [InlineData(0, "a\u001b[31mred\u0007", "a [31mred")]
    [InlineData(0, "one\u2028two\u202ethree", "one two three")]
    public void Read_Plugin_TakesTheFirstLineAsTheMessage(int? exitCode, string output, string message) =>
        Assert.Equal(message, PluginContract.Read(ScriptContract.Plugin, exitCode, null, output, Duration).Message);

    [Theory]
    [InlineData(1, "it exited with 1")]
    [InlineData(3, "it exited with 3")]
    [InlineData(200, "it exited with 200")]
    public void Read_PlainExitCodeWithoutOutput_SaysTheCode(int exitCode, string message) =>
        Assert.Equal(message, PluginContract.Read(ScriptContract.ExitCode, exitCode, null, "", Duration).Message);

    [Theory]
    [InlineData("OK - fine | rta=0.3ms;100;500", "OK - fine", "rta=0.3ms;100;500")]
    [InlineData("OK | a=1 | b=2", "OK", "a=1 | b=2")]
    [InlineData("OK |", "OK", null)]
    [InlineData("OK", "OK", null)]
    [InlineData("| a=1", "it exited with 0", "a=1")]
    [InlineData("OK\n| a=1", "OK", null)]
    public void Read_ABar_SeparatesThePerformanceData(string output, string message, string? data)
    {
        var result = PluginContract.Read(ScriptContract.Plugin, 0, null, output, Duration);

        Assert.Equal((message, data), (result.Message, result.PerformanceData));
    }

    [Theory]
    [InlineData(ScriptContract.Plugin)]
    [InlineData(ScriptContract.ExitCode)]
    public void Read_ASignal_IsAnErrorWhateverItWroteBefore(ScriptContract contract)
    {
        var result = PluginContract.Read(contract, null, 9, "OK - all is well", Duration);

        Assert.Equal(new CheckResult(CheckOutcome.Error, "it was ended by signal 9: OK - all is well", Duration), result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Read_ALongLine_IsCutBetweenCharacters(int exitCode)
    {
        for (var before = 270; before <= CheckResult.LongestMessage; before++)
        {
            var message = PluginContract.Read(ScriptContract.Plugin, exitCode, null, new string('x', before) + "\U0001F600" + new string('y', 400), Duration).Message;
            Assert.InRange(message.Length, CheckResult.LongestMessage - 1, CheckResult.LongestMessage);
            Assert.False(char.IsHighSurrogate(message[^1]));
        }
    }

    [Fact]
    public void Read_SpacesBeforeALongLine_AreNotAllThatIsKept() =>
        Assert.Equal("OK", PluginContract.Read(ScriptContract.Plugin, 0, null, new string(' ', 400) + "OK", Duration).Message);

    [Fact]
    public void Read_AnyOutput_IsOneShortLine() =>
        Gen.Select(Gen.String[Gen.Char, 0, 700], Gen.Int[0, 255], Gen.Bool).Sample((output, code, plain) =>
        {
            var result = PluginContract.Read(plain ? ScriptContract.ExitCode : ScriptContract.Plugin, code, null, output, Duration);
            foreach (var text in new[] { result.Message, result.PerformanceData ?? "x" })
            {
                Assert.InRange(text.Length, 1, CheckResult.LongestMessage);
                Assert.DoesNotContain(text, character => char.IsControl(character) || character is '\u2028' or '\u202e');
                Assert.Equal(text.Trim(), text);
            }
        });

    [Theory]
    [InlineData(CheckOutcome.Pass, true, false)]
    [InlineData(CheckOutcome.Warning, true, false)]
    [InlineData(CheckOutcome.Fail, false, true)]
    [InlineData(CheckOutcome.Error, false, false)]
    [InlineData(CheckOutcome.Timeout, false, true)]
    public void CountsAs_AnOutcome_IsPassFailureOrNeither(CheckOutcome outcome, bool pass, bool failure)
    {
        var result = new CheckResult(outcome, "", default);

        Assert.Equal((pass, failure), (result.CountsAsPass, result.CountsAsFailure));
    }
}
