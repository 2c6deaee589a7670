using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keepone.Lab.Scenarios;
using Spectre.Console;

namespace Keepone.Cli.Lab;

internal static class LabListCommand
{
    public static Command Create()
    {
        var output = OutputOption.Create();
        var command = new Command("list",
            """
            List the scenarios and what each shows.

            Examples:
              keepone lab list
              keepone lab list --output json | jq -r .name
            """) { output };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) == Output.Json)
            {
                foreach (var name in ScenarioCatalog.Names)
                {
                    var listed = new ListedScenario(name, ScenarioCatalog.Get(name).Description);
                    Console.Out.WriteLine(JsonSerializer.Serialize(listed, LabListJson.Default.ListedScenario));
                }

                return ExitCode.Ok;
            }

            var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
            foreach (var name in ScenarioCatalog.Names)
            {
                grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(ScenarioCatalog.Get(name).Description));
            }

            AnsiConsole.Write(grid);
            return ExitCode.Ok;
        });
        return command;
    }
}

/// <summary>A scenario in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it shows.</param>
internal sealed record ListedScenario(string Name, string Description);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ListedScenario))]
internal sealed partial class LabListJson : JsonSerializerContext;
