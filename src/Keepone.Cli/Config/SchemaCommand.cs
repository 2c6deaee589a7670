using System.CommandLine;
using Keepone.Core.Specification;

namespace Keepone.Cli.Config;

/// <summary><c>keepone config schema</c>: the JSON Schema of router specifications.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema",
            """
            Print the JSON Schema of router specifications, for editors.

            Example (VS Code and other editors with the YAML language server, as the first line of a specification):
              keepone config schema > router.schema.json
              # yaml-language-server: $schema=router.schema.json
            """);
        command.SetAction(async (parsed, _) =>
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                JsonSchemaWriter.Write(RouterSchema.Router, "Keepone router").TrimEnd());
            return ExitCode.Ok;
        });
        return command;
    }
}
