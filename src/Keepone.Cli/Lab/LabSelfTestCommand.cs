using System.CommandLine;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;
using Keepone.Lab.Running;

namespace Keepone.Cli.Lab;

internal static class LabSelfTestCommand
{
    public static Command Create()
    {
        var command = new Command("self-test", "Fake a second holder of the VIP behind keepalived's back, and see that the audits find it.");
        command.SetAction((_, _) => LabCommand.GuardAsync(RunAsync));
        return command;
    }

    private static async Task<int> RunAsync()
    {
        RunResult? last = null;
        var code = await new LabRuns(Programs.Find(), TimeProvider.System).PlayAsync(
            "steady", new RunOptions(Keep: null, FakeSecondHolder: true), result => last = result);
        if (code > 1 || last is null)
        {
            return code;
        }

        var found = last.Failures.FirstOrDefault(failure =>
            failure.StartsWith("Audit: ", StringComparison.Ordinal) && failure.Contains("2 holders", StringComparison.Ordinal));
        Console.Out.WriteLine(found is null ? "The audits did not find the faked second holder." : $"The audits found the faked second holder. {found}");
        return found is null ? 1 : 0;
    }
}
