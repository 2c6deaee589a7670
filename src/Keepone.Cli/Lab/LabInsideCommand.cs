using System.CommandLine;
using Keepone.Lab.Faults;
using Keepone.Lab.Running;

namespace Keepone.Cli.Lab;

/// <summary>The inner part of <c>lab run</c> and <c>lab up</c>, started by them inside fresh namespaces.</summary>
internal static class LabInsideCommand
{
    private static readonly Argument<string> Name = new("NAME");
    private static readonly Option<int> Run = new("--run");
    private static readonly Option<string?> Keep = new("--keep");
    private static readonly Option<int> Count = new("--count");
    private static readonly Option<int> Seed = new("--seed");
    private static readonly Option<bool> Fake = new("--fake-second-holder");

    public static Command Create()
    {
        var run = new Command("run") { Name, Run, Keep, Fake };
        run.SetAction((result, _) => LabCommand.GuardAsync(() => Inside.RunAsync(
            result.GetValue(Name)!, result.GetValue(Run), new RunOptions(result.GetValue(Keep), result.GetValue(Fake)), TimeProvider.System)));
        var up = new Command("up") { Name };
        up.SetAction((result, _) => LabCommand.GuardAsync(() => Inside.UpAsync(result.GetValue(Name)!, TimeProvider.System)));
        var faults = new Command("faults") { Count, Seed, Keep };
        faults.SetAction((result, _) => LabCommand.GuardAsync(() => Inside.FaultsAsync(
            new FaultOptions(result.GetValue(Count), result.GetValue(Seed), result.GetValue(Keep)), TimeProvider.System)));
        return new Command("inside") { Hidden = true, Subcommands = { run, up, faults } };
    }
}
