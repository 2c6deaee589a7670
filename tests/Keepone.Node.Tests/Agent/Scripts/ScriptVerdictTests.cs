using Keepone.Agent.Scripts;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

public sealed class ScriptVerdictTests
{
    private static readonly CheckSpecification Check = new()
    {
        Name = "site",
        Script = "/etc/keepone/checks/site.sh",
        Interval = TimeSpan.FromSeconds(5),
        Timeout = TimeSpan.FromSeconds(3),
    };

    // Half a character in a message was refused by protobuf, and with it everything that the agent had to tell.
    [Theory]
    [InlineData(3, false)]
    [InlineData(null, true)]
    public void Read_AnythingThatAScriptPrints_IsALineOfWholeCharacters(int? exitCode, bool timedOut)
    {
        for (var blanks = 0; blanks < 4; blanks++)
        {
            var printed = new string('x', blanks) + string.Concat(Enumerable.Repeat("\ud83d\ude00", 400)) + "\u202e\u001b[31m";
            var child = new ChildResult(exitCode, timedOut ? 9 : null, "", printed, OutputCut: false, timedOut, TimeSpan.FromSeconds(3));

            var message = ScriptVerdict.Read(Check, child, default).Message;

            Assert.InRange(message.Length, 1, CheckResult.LongestMessage);
            Assert.False(char.IsHighSurrogate(message[^1]), message);
            Assert.DoesNotContain('\u001b', message);
        }
    }
}
