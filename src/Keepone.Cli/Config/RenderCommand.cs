using System.CommandLine;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Keepalived.Generator;

namespace Keepone.Cli.Config;

/// <summary><c>keepone config render</c>: the keepalived configuration of a replica.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var specification = SpecificationFile.Argument();
        specification.Arity = ArgumentArity.ZeroOrOne;
        var router = SpecificationFile.RouterOption();
        var node = new Option<string>("--node", "-n") { Description = "The node whose replica is meant." };
        var runDirectory = new Option<string>("--run-directory")
        {
            Description = "The directory of the replicas' files.",
            DefaultValueFactory = _ => ReplicaFiles.DefaultRunDirectory,
        };
        var version = new Option<string>("--keepalived-version")
        {
            Description = "The keepalived that will read it: keywords differ.",
            DefaultValueFactory = _ => KeepalivedVersion.Debian12.ToString(),
        };
        var neutron = new NeutronRender();
        var command = new Command("render",
            $"""
            Print the keepalived configuration of a router's replica, as the agent of that node writes it.

            With --neutron, print what Neutron's L3 agent writes for a router that its server describes in JSON; with --check, the same
            with a check of yours in it. When that check fails, the replica goes to FAULT: Neutron's replicas have equal priorities and
            nopreempt, so that nothing less moves a master. When it fails on every replica, nobody is master, until it passes again
            somewhere. So test only what can be broken on one node alone, such as its own NIC, never a target that all share, and
            let the script end with 0 when it cannot tell. See docs/config.md#your-check-in-neutrons-configuration.

            Examples:
              keepone config render edge-1.yaml --node net-1
              keepone config render fleet.yaml --router edge-2 --node net-3 --keepalived-version 2.3.1
              keepone config render --neutron router.json --agent-conf agent.json --release 21.0.0
              keepone config render --neutron router.json --release master --check /etc/keepone/checks/nic.sh --check-user nobody
            """) { specification, router, node, runDirectory, version };
        neutron.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (neutron.IsMeant(parsed))
            {
                if (parsed.GetValue(specification) is not null || parsed.GetValue(node) is not null)
                {
                    await errors.WriteLineAsync("--neutron describes the replica on its node: SPEC and --node have no place beside it.");
                    return ExitCode.BadInput;
                }

                return await neutron.RunAsync(parsed, stop);
            }

            if (parsed.GetValue(specification) is not { } file || parsed.GetValue(node) is not { } name)
            {
                await errors.WriteLineAsync("Give SPEC, a file of router specifications, and --node; or --neutron, a router as Neutron describes it.");
                return ExitCode.BadInput;
            }

            if (!KeepalivedVersion.TryParse(parsed.GetValue(version), out var keepalived) || keepalived.Refusal is not null)
            {
                await errors.WriteLineAsync(keepalived?.Refusal
                    ?? $"--keepalived-version: found '{parsed.GetValue(version)}', "
                        + $"expected a version such as {KeepalivedVersion.Debian12}");
                return ExitCode.BadInput;
            }

            if (!ReplicaFiles.IsUsable(parsed.GetValue(runDirectory)))
            {
                await errors.WriteLineAsync(
                    $"--run-directory: found '{parsed.GetValue(runDirectory)}', "
                    + "expected an absolute path of letters, digits, '.', '_' and '-'");
                return ExitCode.BadInput;
            }

            var routers = await SpecificationFile.ReadAsync(file, parsed.GetValue(router), errors,
                stop);
            if (routers.Length != 1)
            {
                if (routers.Length > 1)
                {
                    await errors.WriteLineAsync(
                        $"The file holds {routers.Length} routers; "
                        + $"name one with --router: {string.Join(", ", routers.Select(found => found.Name))}.");
                }

                return ExitCode.BadInput;
            }

            if (Replica.Of(routers[0], name) is not { } replica)
            {
                await errors.WriteLineAsync(
                    $"Router {routers[0].Name} has no replica on {name}; "
                    + $"its replicas are on {string.Join(", ", routers[0].Replicas)}.");
                return ExitCode.BadInput;
            }

            var files = ReplicaFiles.For(parsed.GetValue(runDirectory)!, routers[0].Id);
            await output.WriteAsync(ReplicaConfiguration.Render(replica, files, keepalived));
            return ExitCode.Ok;
        });
        return command;
    }
}
