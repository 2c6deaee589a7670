using System.Collections.Immutable;
using Keepone.Controller.Api;
using Keepone.Controller.Fleet;
using Keepone.Controller.Logging;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol;
using Keepone.Protocol.Api;

namespace Keepone.Controller.Orders;

/// <summary>
/// Carries out what operators order: asks the rules, gives the orders to the agents, takes them back where only some could be given. One at
/// a time: each decision rests on what the one before did.
/// </summary>
internal sealed class OrderDesk(FleetLoop fleet, OrderPost post, ILogger<OrderDesk> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    private static OrderOutcome Busy => OrderOutcome.NotTaken("Nothing was ordered: another order is being carried out; try again in some seconds.");

    public void Dispose() => _one.Dispose();

    /// <summary>Moves the mastership of a router.</summary>
    internal async Task<OrderOutcome> FailoverAsync(string router, FailoverRequest request, CancellationToken cancellation)
    {
        var bad = BadTexts(request.By, request.Why) ?? BadTime(request.ForSeconds);
        if (bad is not null)
        {
            return OrderOutcome.BadRequest(bad);
        }

        using var turn = await TurnAsync(cancellation);
        if (turn is null)
        {
            return Busy;
        }

        var found = await fleet.AskAsync((machine, now) => Plan(machine, router, request, now), cancellation);
        if (found is not var (id, name, plan, obstacle))
        {
            return OrderOutcome.Unknown(
                "No such router", "No agent reports a router with this id or name; /api/v1/routers lists those that are reported.");
        }

        if (plan.Refusal is { } refusal)
        {
            Log.OrderRefused(logger, Line(request.By), refusal);
            return OrderOutcome.Refused(refusal + (plan.MayBeForced ? " It is ordered in spite of that with `force`." : ""));
        }

        if (obstacle is not null)
        {
            return OrderOutcome.NotTaken($"Nothing was ordered: {obstacle}.");
        }

        var lasting = request.ForSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : plan.Lasting;
        var order = new OrderRequest(OrderKind.Failover, id, lasting, Line(request.By), Line(request.Why));
        var answers = await GiveAsync(plan, name, order);
        return answers.All(answer => answer.Taken)
            ? OrderOutcome.Given(new OrderResponse
            {
                Sentence = $"{plan.Sentence}, for {Duration.Format(lasting)}.",
                Expected = plan.Expected,
                Answers = answers,
                Warnings = plan.Warnings,
            })
            : OrderOutcome.NotTaken(
                $"The mastership of router {name} is not moved: "
                + string.Join(" ", answers.Where(answer => !answer.Taken).Select(answer => answer.Sentence)));
    }

    /// <summary>Begins, prolongs or ends the maintenance of a node.</summary>
    internal async Task<OrderOutcome> MaintenanceAsync(string node, MaintenanceRequest request, CancellationToken cancellation)
    {
        var bad = BadTexts(request.By, request.Why) ?? BadTime(request.ForSeconds)
            ?? (request is { Off: true, ForSeconds: not null } ? "`off` and `forSeconds` contradict each other: give one of them." : null);
        if (bad is not null)
        {
            return OrderOutcome.BadRequest(bad);
        }

        using var turn = await TurnAsync(cancellation);
        if (turn is null)
        {
            return Busy;
        }

        var (known, obstacle, warnings) = await fleet.AskAsync(
            (machine, now) => (
                machine.Nodes.Any(one => one.Name == node), post.Obstacle(node, machine),
                request.Off ? [] : MaintenanceRule.Warnings(ApiAnswers.Views(machine), node, now)),
            cancellation);
        if (!known)
        {
            return OrderOutcome.Unknown("No such node", "No agent of a node with this name has connected; /api/v1/nodes lists those that have.");
        }

        if (obstacle is not null)
        {
            return OrderOutcome.NotTaken($"Nothing was ordered: {obstacle}.");
        }

        TimeSpan? lasting = request.Off ? null
            : request.ForSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : MaintenanceRule.LastingByDefault;
        var what = lasting is { } time
            ? $"node {node} is under maintenance for {Duration.Format(time)}" : $"the maintenance of node {node} ends";
        var order = new OrderRequest(OrderKind.Maintenance, null, lasting, Line(request.By), Line(request.Why));
        var answer = await post.GiveAsync(node, null, order, what);
        return answer.Taken
            ? OrderOutcome.Given(new OrderResponse
            {
                Sentence = $"{char.ToUpperInvariant(what[0])}{what[1..]}.",
                Answers = [answer],
                Warnings = [.. warnings.Take(MostWarnings)],
            })
            : OrderOutcome.NotTaken(answer.Sentence);
    }

    /// <summary>The most warnings in an answer: who reads on after these has understood.</summary>
    internal const int MostWarnings = 50;

    // First whoever must not take over, then the master: in between nothing moves. What cannot be given to all is taken back from all, and
    // whoever asked may have gone meanwhile: nothing is left half done for that.
    private async Task<ImmutableArray<OrderAnswerResponse>> GiveAsync(FailoverPlan plan, string name, OrderRequest order)
    {
        var back = order with { Lasting = null };
        if (plan.TakeBack is { } target)
        {
            var answer = await post.GiveAsync(target, name, back, $"{target} no longer gives way in router {name}");
            if (!answer.Taken)
            {
                return [answer];
            }
        }

        var what = Duration.Format(order.Lasting!.Value);
        var others = plan.Nodes.Where(node => node != plan.From).ToList();
        var answers = (await Task.WhenAll(others.Select(node =>
            post.GiveAsync(node, name, order, $"{node} lets {plan.Expected ?? "others"} take over router {name}, for {what}")))).ToImmutableArray();
        if (answers.All(answer => answer.Taken))
        {
            answers = answers.Add(await post.GiveAsync(plan.From!, name, order, $"{plan.From} gives way as master of router {name}, for {what}"));
        }

        if (answers.All(answer => answer.Taken))
        {
            return answers;
        }

        // Also from those that did not answer: they may have taken it.
        await Task.WhenAll(answers.Select(answer => post.GiveAsync(
            answer.Node, name, back, $"{answer.Node} no longer gives way in router {name}, because not all could be told")));
        return answers;
    }

    private (RouterId Id, string Name, FailoverPlan Plan, string? Obstacle)? Plan(
        FleetMachine machine, string router, FailoverRequest request, DateTimeOffset now)
    {
        if (ApiAnswers.Find(machine, router) is not { } entry)
        {
            return null;
        }

        var plan = FailoverRule.Decide(ApiAnswers.View(machine, entry), request.To, request.Force, now);
        var nodes = plan.TakeBack is { } target ? plan.Nodes.Add(target) : plan.Nodes;
        return (entry.Id, entry.Name, plan, nodes.Select(node => post.Obstacle(node, machine)).FirstOrDefault(found => found is not null));
    }

    // Another order waits for its agents at most.
    private async Task<Turn?> TurnAsync(CancellationToken cancellation) =>
        await _one.WaitAsync(OrderPost.Patience, cancellation) ? new Turn(_one) : null;

    private static string? BadTexts(string? by, string? why) =>
        string.IsNullOrWhiteSpace(by) ? "`by` is missing: an order says whose it is."
        : by.Length > OperatorOrder.LongestText || why?.Length > OperatorOrder.LongestText
            ? $"`by` and `why` have at most {OperatorOrder.LongestText} characters each."
        : null;

    private static string? BadTime(int? seconds) =>
        seconds is null || (seconds >= OperatorOrder.ShortestOrder.TotalSeconds && seconds <= OperatorOrder.LongestMaintenance.TotalSeconds)
            ? null
            : $"`forSeconds` is {seconds}, expected {OperatorOrder.ShortestOrder.TotalSeconds:0} to {OperatorOrder.LongestMaintenance.TotalSeconds:0}.";

    private static string Line(string? text) => ForeignText.Line(text ?? "", OperatorOrder.LongestText);

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
