using System.CommandLine;
using Keepone.Bench;
using Keepone.Linux;

// What the agent costs, measured: real namespaces, real keepalived, the agent's release build. Run by bench/run, in process, network
// and mount namespaces of its own, so that nothing stays.
var agent = new Option<string>("--agent") { Description = "The agent's program: 'keepone', Native AOT.", Required = true };
var replicas = new Option<int>("--replicas") { Description = "How many routers.", DefaultValueFactory = _ => 200 };
var counts = new Option<int[]>("--replicas")
{
    Description = "How many routers, one after the other.",
    DefaultValueFactory = _ => [1, 100, 1000],
    AllowMultipleArgumentsPerToken = true,
};
var neutron = new Option<int>("--neutron")
{
    Description = "How many of Neutron's monitors to measure beside it; 0: none.",
    DefaultValueFactory = _ => 5,
};
var settle = new Option<int>("--settle")
{
    Description = "How long to rest before memory is read, in seconds.",
    DefaultValueFactory = _ => 60,
};

var memory = new Command("agent-memory", "(PSS at N routers - PSS at 0) / N of the agent, beside Neutron's monitor; fails above 64 kB.")
{
    agent, replicas, neutron, settle,
};
memory.SetAction((parsed, stop) => AgentMemory.RunAsync(
    parsed.GetValue(agent)!, parsed.GetValue(replicas), parsed.GetValue(neutron), TimeSpan.FromSeconds(parsed.GetValue(settle)), stop));
var latency = new Command("agent-latency", "From a VIP added in a namespace to the observation received over gRPC; start-up; CPU at rest.")
{
    agent, counts,
};
latency.SetAction((parsed, stop) => AgentLatency.RunAsync(parsed.GetValue(agent)!, parsed.GetValue(counts)!, stop));
var netlink = new Command("netlink", "One netlink socket for all namespaces, or one each (docs/adr/0004).") { counts };
netlink.SetAction((parsed, stop) => NetlinkSockets.RunAsync(parsed.GetValue(counts)!, stop));
var adverts = new Option<int[]>("--adverts")
{
    Description = "Intervals between adverts, in milliseconds.",
    DefaultValueFactory = _ => [1000, 100],
    AllowMultipleArgumentsPerToken = true,
};
var few = new Option<int[]>("--replicas")
{
    Description = "How many routers, one after the other.",
    DefaultValueFactory = _ => [1, 100],
    AllowMultipleArgumentsPerToken = true,
};
var addresses = new Option<int>("--addresses") { Description = "How many external addresses each router has.", DefaultValueFactory = _ => 1 };
var seconds = new Option<int>("--seconds") { Description = "How long to measure each condition.", DefaultValueFactory = _ => 12 };
var write = new Command("write-latency", "From the write of a quorum file to keepalived's FAULT and to the last address gone, idle and under load.")
{
    few, adverts, addresses, seconds,
};
write.SetAction((parsed, stop) => WriteLatency.RunAsync(
    parsed.GetValue(few)!, parsed.GetValue(adverts)!, parsed.GetValue(addresses), TimeSpan.FromSeconds(parsed.GetValue(seconds)), stop));
var many = new Option<int>("--replicas") { Description = "How many routers.", DefaultValueFactory = _ => 1000 };
var measured = new Option<int>("--seconds") { Description = "How long to measure, in seconds.", DefaultValueFactory = _ => 60 };
var guard = new Command("guard", "What the guard costs the agent: routers with two peers each; fails above 30 % of a core for 1,000.")
{
    agent, many, settle, measured,
};
guard.SetAction((parsed, stop) => GuardCost.RunAsync(
    parsed.GetValue(agent)!, parsed.GetValue(many), TimeSpan.FromSeconds(parsed.GetValue(settle)),
    TimeSpan.FromSeconds(parsed.GetValue(measured)), stop));
var scripts = new Option<int>("--scripts")
{
    Description = "How many routers of Neutron's run their check script beside it.",
    DefaultValueFactory = _ => 10,
};
var checks = new Command("checks", "A ping check in process beside Neutron's check script; fails below 100 times cheaper, and above 20 % of a core for 1,000.")
{
    agent, many, scripts, settle, measured,
};
checks.SetAction((parsed, stop) => CheckCost.RunAsync(
    parsed.GetValue(agent)!, parsed.GetValue(many), parsed.GetValue(scripts), TimeSpan.FromSeconds(parsed.GetValue(settle)),
    TimeSpan.FromSeconds(parsed.GetValue(measured)), stop));
var routers = new Option<int>("--routers") { Description = "How many routers.", DefaultValueFactory = _ => 2000 };
var linted = new Option<int>("--linted") { Description = "How many configurations to read and judge.", DefaultValueFactory = _ => 10_000 };
var config = new Command("config", "The keepalived files of Neutron's routers beside Neutron's own generator, and the linter over many; fails below 50 times faster, or above 10 s.")
{
    routers, linted,
};
config.SetAction(async (parsed, stop) =>
    Math.Max(await ConfigCost.RunAsync(parsed.GetValue(routers), stop), await LintCost.RunAsync(parsed.GetValue(linted))));
var peers = new Command("guard-peers", "The other nodes of the guard's bench.") { many };
peers.Hidden = true;
peers.SetAction((parsed, stop) => GuardPeers.RunAsync(parsed.GetValue(many), stop));

try
{
    return await new RootCommand("Keepone's benches; see bench/run.") { memory, latency, netlink, write, guard, checks, config, peers }
        .Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is InvalidOperationException or TimeoutException or LinuxException or IOException)
{
    await Console.Error.WriteLineAsync($"The bench ended before its end: {error.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("The bench was interrupted: nothing was measured, and nothing is left behind.");
    return 130;
}
