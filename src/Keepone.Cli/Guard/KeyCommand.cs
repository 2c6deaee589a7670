using System.CommandLine;
using Keepone.Core.Specification;

namespace Keepone.Cli.Guard;

/// <summary><c>keepone guard key</c>: makes the keys of a router and changes them without an interruption. It never prints one.</summary>
internal static class KeyCommand
{
    public static Command Create() => new("key",
        """
        Make and change the key with which the voters of a router prove who they are.
        The file ROUTER.key is the same on every node and witness of the router, with mode 0600.

        Examples:
          keepone guard key new edge-1        # once; then copy the file to every node and witness
          keepone guard key next edge-1       # to change it: copy the file everywhere after each of
          keepone guard key switch edge-1     # these three steps, and go on when all agents have it,
          keepone guard key finish edge-1     # which they show within seconds ('keepone status edge-1')
        """)
    {
        Step("new", "Make the first key of a router. A file that is there is never overwritten.", KeyChange.New),
        Step("next", "Add a next key, which is accepted and not yet used.", KeyChange.Next),
        Step("switch", "Use the next key; the former one is still accepted.", KeyChange.Switch),
        Step("finish", "Accept the former key no more.", KeyChange.Finish),
    };

    private static Command Step(string name, string description, KeyChange change)
    {
        var router = new Argument<string>("ROUTER") { Description = "The router's name." };
        var directory = new Option<string>("--keys") { Description = "The directory of key files.", DefaultValueFactory = _ => KeyStore.DefaultDirectory };
        router.Validators.Add(result =>
        {
            var given = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            var schema = Scalars.Name("");
            if (schema.Parse(given) is null)
            {
                result.AddError($"'{given}' is no router's name: expected {schema.Expected}.");
            }
        });
        var command = new Command(name, description) { router, directory };
        command.SetAction(async (parsed, _) =>
        {
            var (code, sentence) = new KeyStore(parsed.GetValue(directory)!).Change(parsed.GetValue(router)!, change);
            var output = code == ExitCode.Ok ? parsed.InvocationConfiguration.Output : parsed.InvocationConfiguration.Error;
            await output.WriteLineAsync(sentence);
            return code;
        });
        return command;
    }
}
