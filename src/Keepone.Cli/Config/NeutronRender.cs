using System.CommandLine;
using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Neutron;

namespace Keepone.Cli.Config;

/// <summary><c>keepone config render --neutron</c>: the keepalived files of a router of Neutron's.</summary>
internal sealed class NeutronRender
{
    private readonly Option<string?> _router = new("--neutron")
    {
        Description = "A router as Neutron's server describes it to its agents: JSON, one element of the answer to sync_routers; - for standard input.",
        HelpName = "ROUTER.json",
    };

    private readonly Option<string?> _agent = new("--agent-conf")
    {
        Description = "What of the L3 agent's configuration matters: JSON with the keys of docs/config.md. Without it Neutron's defaults hold.",
        HelpName = "CONF.json",
    };

    private readonly Option<string?> _release = new("--release") { Description = $"The release of Neutron: {NeutronReleases.Names}." };

    private readonly Option<bool> _healthScript = new("--health-script")
    {
        Description = "Print the check script that Neutron writes beside the configuration, instead of the configuration.",
    };

    private readonly Option<string?> _check = new("--check") { Description = "The absolute path of your check script.", HelpName = "SCRIPT" };

    private readonly Option<string[]> _arguments = new("--check-args")
    {
        Description = "Its arguments; $KEEPONE_ROUTER_ID and the like stand for values. Without it: the router's id, then every value as NAME=value.",
        HelpName = "WORD",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _user = new("--check-user") { Description = $"The user that runs it, never root; {ScriptChecks.DefaultUser} unless given." };

    private readonly Option<string?> _interval = new("--check-interval")
    {
        Description = $"How often it is run, in whole seconds; {OperatorCheck.DefaultInterval}s unless given.",
    };

    private readonly Option<string?> _timeout = new("--check-timeout")
    {
        Description = $"How long a run may take, in whole seconds; {OperatorCheck.DefaultTimeout}s unless given. A run that takes longer has failed.",
    };

    private readonly Option<int?> _fall = new("--check-fall")
    {
        Description = $"How many failures in a row mean FAULT; {OperatorCheck.DefaultFall} unless given. The first run after a start counts alone.",
    };

    private readonly Option<int?> _rise = new("--check-rise") { Description = $"How many successes in a row end it; {OperatorCheck.DefaultRise} unless given." };

    private Option[] OfCheck => [_arguments, _user, _interval, _timeout, _fall, _rise];

    private Option[] OfNeutron => [_agent, _release, _healthScript, _check, .. OfCheck];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_router, .. OfNeutron])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether any of these options was given.</summary>
    public bool IsMeant(ParseResult parsed) => IsGiven(parsed, _router) || Array.Exists(OfNeutron, option => IsGiven(parsed, option));

    public async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var complaints = new List<string>();
        var release = Release(parsed, complaints);
        var check = Check(parsed, complaints);
        if (parsed.GetValue(_router) is not { } routerPath)
        {
            complaints.Add($"{Array.Find(OfNeutron, option => IsGiven(parsed, option))!.Name}: found without --neutron, expected the router's description with it");
            return await RefuseAsync(errors, complaints);
        }

        if (check is not null && parsed.GetValue(_healthScript))
        {
            complaints.Add("--health-script: found beside --check, expected one of them: Neutron's own script knows nothing of yours");
        }

        var agentPath = parsed.GetValue(_agent);
        if (await InputFile.ReadAsync(routerPath, "the description of a router", errors, stop) is not { } routerText
            || (agentPath is null ? "{}" : await InputFile.ReadAsync(agentPath, "an agent's configuration", errors, stop)) is not { } agentText)
        {
            return await RefuseAsync(errors, complaints);
        }

        var router = NeutronRouterReader.Read(routerText, InputFile.Name(routerPath));
        var agent = NeutronAgentConfigurationReader.Read(agentText, InputFile.Name(agentPath ?? ""), release);
        complaints.AddRange(router.Errors.Concat(agent.Errors).Select(error => error.ToString()));
        if (router.Router is not null && agent.Agent is not null && check is not null)
        {
            complaints.AddRange(check.Errors(router.Router, agent.Agent));
        }

        if (complaints.Count > 0)
        {
            return await RefuseAsync(errors, complaints);
        }

        var files = NeutronConfiguration.Render(router.Router!, agent.Agent!, release, check);
        if (!parsed.GetValue(_healthScript))
        {
            await output.WriteAsync(files.Configuration);
        }
        else if (files.HealthCheckScript is { } script)
        {
            await output.WriteAsync(script);
        }
        else
        {
            await errors.WriteLineAsync("Neutron writes no check script for this router: health_check_interval is 0, or the router has no gateway.");
        }

        return ExitCode.Ok;
    }

    private NeutronRelease Release(ParseResult parsed, List<string> complaints)
    {
        if (!NeutronReleases.TryParse(parsed.GetValue(_release), out var release))
        {
            complaints.Add($"--release: found {(parsed.GetValue(_release) is { } text ? $"'{text}'" : "nothing")}, expected {NeutronReleases.Names}");
        }

        return release;
    }

    private OperatorCheck? Check(ParseResult parsed, List<string> complaints)
    {
        if (parsed.GetValue(_check) is not { } script)
        {
            complaints.AddRange(OfCheck.Where(option => IsGiven(parsed, option))
                .Select(option => $"{option.Name}: found without --check, expected the script with it"));
            return null;
        }

        return new OperatorCheck
        {
            Script = script,
            Arguments = IsGiven(parsed, _arguments) ? [.. parsed.GetValue(_arguments)!] : OperatorCheck.DefaultArguments,
            User = parsed.GetValue(_user) ?? ScriptChecks.DefaultUser,
            Interval = Seconds(parsed, _interval, OperatorCheck.DefaultInterval, complaints),
            Timeout = Seconds(parsed, _timeout, OperatorCheck.DefaultTimeout, complaints),
            Fall = parsed.GetValue(_fall) ?? OperatorCheck.DefaultFall,
            Rise = parsed.GetValue(_rise) ?? OperatorCheck.DefaultRise,
        };
    }

    // Before 2.3.2 keepalived takes no fractions, and whoever renders for a node of Neutron's does not know the versions of all.
    private static int Seconds(ParseResult parsed, Option<string?> option, int otherwise, List<string> complaints)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return otherwise;
        }

        if (Duration.TryParse(text, out var duration) && duration.Ticks % TimeSpan.TicksPerSecond == 0 && duration < TimeSpan.FromDays(1))
        {
            return (int)duration.TotalSeconds;
        }

        complaints.Add($"{option.Name}: found '{text}', expected whole seconds such as 5s");
        return otherwise;
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static async Task<int> RefuseAsync(TextWriter errors, List<string> complaints)
    {
        foreach (var complaint in complaints)
        {
            await errors.WriteLineAsync(complaint);
        }

        return ExitCode.BadInput;
    }
}
