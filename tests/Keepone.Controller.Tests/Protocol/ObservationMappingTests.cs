using CsCheck;
using Google.Protobuf;
using Keepone.Core.Guard;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using V1 = Keepone.Protocol.V1;

namespace Keepone.Controller.Tests.Protocol;

public sealed class ObservationMappingTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char.AlphaNumeric, 1, 63];
    private static readonly Gen<string> Sentence = Gen.String[Gen.Char[' ', 'ÿ'], 0, 80];
    private static readonly Gen<DateTimeOffset> Time =
        Gen.Long[DateTimeOffset.UnixEpoch.Ticks, DateTimeOffset.UnixEpoch.AddYears(200).Ticks].Select(
            ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static readonly Gen<HeardAdvert> Heard =
        Gen.Select(
            Name, Gen.OneOf(Name, Gen.Const(() => (string?)null)!), Gen.Int[0, 255], Time).Select((source, node, priority, at) =>
                new HeardAdvert(source, node, priority, at));

    private static readonly Gen<GuardVoterView> Voter =
        Gen.Select(Name, Gen.Bool.Array[4], Gen.Enum<GuardRole>(), Gen.Int[0, 254], Gen.OneOf(Name, Gen.Const(() => (string?)null)!)).Select(
            (name, flags, role, priority, holder) => new GuardVoterView(name, flags[0], flags[1], flags[2], flags[3], role, priority, holder));

    private static readonly Gen<GuardView> Guard =
        from standing in Gen.Enum<GuardStanding>()
        from role in Gen.Enum<GuardRole>()
        from texts in Gen.Select(Sentence, Sentence, Gen.OneOf(Sentence, Gen.Const(() => (string?)null)!), Gen.OneOf(Name, Gen.Const(() => (string?)null)!))
        from votes in Gen.Select(Gen.Int[0, 16], Gen.Int[1, 9])
        from stopped in Gen.Bool
        from since in Time
        from spans in Gen.Long[-10_000_000, 10_000_000].Array[3]
        from voters in Voter.Array[0, 16]
        select new GuardView
        {
            Standing = standing,
            Trouble = texts.Item3,
            Role = role,
            Votes = votes.Item1,
            Needed = votes.Item2,
            Holder = texts.Item4,
            IsStopped = stopped,
            Reason = texts.Item1,
            Since = since,
            Lateness = new GuardLateness(TimeSpan.FromTicks(spans[0]), TimeSpan.FromTicks(spans[1]), TimeSpan.FromTicks(spans[2]), texts.Item2),
            Voters = [.. voters],
        };

    private static readonly Gen<CheckReport> Check =
        Gen.Select(Name, Gen.Enum<CheckVerdict>(), Time, Gen.Enum<CheckOutcome>().Nullable(), Sentence, Gen.Bool, Gen.Bool).Select(
            (name, verdict, since, outcome, message, broken, held) => new CheckReport(name, verdict, since, outcome, message, broken, held));

    private static readonly Gen<OperatorOrder> Order =
        Gen.Select(Gen.Enum<OrderKind>(), Gen.Guid.Nullable(), Time, Sentence, Sentence, Time).Select((kind, router, until, by, why, given) =>
            new OperatorOrder(kind, router is { } id ? new RouterId(id) : null, until, by, why, given));

    private static readonly Gen<Observation> Any =
        from id in Gen.Guid
        from names in Gen.Select(Name, Name)
        from replicas in Name.Array[0, 5]
        from interval in Gen.Int[1, 4095]
        from state in Gen.Enum<VrrpState>()
        from sentences in Sentence.Array[5]
        from times in Gen.Select(Time, Time)
        from kernel in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool)
        from pid in Gen.Int.Nullable()
        from reported in Gen.Enum<VrrpState>()
        from priority in Gen.Int[0, 255].Nullable()
        from condition in Gen.Enum<ProcessCondition>()
        from version in Gen.OneOf(Name, Gen.Const(() => (string?)null)!)
        from heard in Heard.Array[0, 4]
        from rejected in Gen.Long[0, long.MaxValue]
        from disagreements in Sentence.Array[0, 3]
        from health in Gen.Select(Gen.Int[1, 254], Gen.Int[0, 500], Gen.Int[0, 200])
        from checks in Check.Array[0, 4]
        from orders in Order.Array[0, 2]
        from fault in Gen.Bool
        from mode in Gen.Enum<GuardMode>()
        from active in Gen.Bool
        from quorum in Gen.Int[0, 1].Nullable()
        from view in Gen.OneOf(Guard, Gen.Const(() => (GuardView?)null)!)
        from keeper in Gen.Enum<Keeper>()
        from address in Gen.OneOf(Name, Gen.Const(() => (string?)null)!)
        select new Observation
        {
            Router = new RouterId(id),
            RouterName = names.Item1,
            Node = names.Item2,
            Replicas = [.. replicas],
            AdvertInterval = TimeSpan.FromMilliseconds(10 * interval),
            State = state,
            Reason = sentences[0],
            Since = times.Item1,
            At = times.Item2,
            Kernel = new KernelEvidence(kernel.Item1, kernel.Item2, kernel.Item3, kernel.Item4),
            Keepalived = new KeepalivedEvidence(pid, reported, priority, version, condition),
            Wire = new WireEvidence([.. heard], rejected),
            Disagreements = [.. disagreements],
            Health = new HealthReport(health.Item1, health.Item2, health.Item3, sentences[1])
            {
                Checks = [.. checks],
                Orders = [.. orders],
                Fault = fault,
            },
            Guard = new GuardReport(mode, active, quorum, sentences[2]) { View = view },
            Supervision = sentences[3],
            Keeper = keeper,
            HaAddress = address,
        };

    [Fact]
    public void FromMessage_OfToMessage_IsTheSameObservation() => Any.Sample(observation =>
    {
        var bytes = ObservationMapping.ToMessage(observation).ToByteArray();
        var back = ObservationMapping.FromMessage(V1.Observation.Parser.ParseFrom(bytes), observation.Node, out var rejection);

        Assert.Null(rejection);
        Assert.NotNull(back);
        Assert.Equal(observation.At, back.At);
        Assert.Equal(observation.Wire.Heard, back.Wire.Heard);
        Assert.True(back.SaysTheSameAs(observation), "the observation changed on its way");
    });

    [Fact]
    public void ToMessage_TooLongSentencesAndLists_AreClippedToWhatIsTaken()
    {
        var sample = Samples.Observation("edge-1", "net-1", VrrpState.Backup);
        var observation = sample with
        {
            Reason = string.Concat(Enumerable.Repeat("😀", ProtocolLimits.LongestSentence)),
            Disagreements = [.. Enumerable.Repeat(new string('x', 5000), 100)],
            Wire = new WireEvidence(
                [.. Enumerable.Range(0, 500).Select(i => new HeardAdvert($"10.0.0.{i}", null, 1, sample.At))], 0),
            Health = sample.Health with
            {
                Checks = [.. Enumerable.Range(0, 100).Select(i =>
                    new CheckReport($"c{i}", CheckVerdict.Sick, sample.At, null, new string('x', 5000), Broken: true, Held: false))],
                Orders = [.. Enumerable.Repeat(new OperatorOrder(OrderKind.Maintenance, null, sample.At, new string('x', 5000), "", sample.At), 100)],
            },
        };

        var back = ObservationMapping.FromMessage(ObservationMapping.ToMessage(observation), "net-1", out var rejection);

        Assert.Null(rejection);
        Assert.NotNull(back);
        Assert.Equal(ProtocolLimits.MostDisagreements, back.Disagreements.Length);
        Assert.Equal(ProtocolLimits.MostHeard, back.Wire.Heard.Length);
        Assert.Equal((ProtocolLimits.MostChecks, ProtocolLimits.MostOrders), (back.Health.Checks.Length, back.Health.Orders.Length));
        Assert.EndsWith("😀…", back.Reason, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<V1.Observation>, string> Hostile => new()
    {
        { "id", message => message.RouterId = "edge-1", "router id 'edge-1' is not a UUID" },
        { "no name", message => message.RouterName = "", "router name '' is not a name" },
        { "line break in a name", message => message.RouterName = "a\nERROR b", "router name 'a?ERROR b' is not a name" },
        { "long name", message => message.RouterName = new string('n', 10_000), "…' is not a name of 1 to 253" },
        { "other node", message => message.Node = "net-2", "speaks for node 'net-2', but its sender is 'net-1'" },
        { "replicas", message => message.Replicas.AddRange(Enumerable.Repeat("n", 1000)), "replicas, more than 64" },
        { "interval", message => message.AdvertInterval = null, "no advertisement interval" },
        { "hostile interval", message => message.AdvertInterval = new() { Seconds = long.MaxValue, Nanos = -1 }, "outside 0..255 seconds" },
        { "no time", message => message.Since = null, "time 'since' is missing" },
        { "hostile time", message => message.At = new() { Seconds = long.MaxValue }, "time 'at' is missing or outside" },
        { "sentence", message => message.Reason = new string('r', 2000), "reason has 2000 characters" },
        { "disagreements", message => message.Disagreements.AddRange(
            Enumerable.Repeat("d", 17)), "17 disagreements, more than 16" },
        { "kernel", message => message.Kernel = null, "no kernel evidence" },
        { "keepalived", message => message.Keepalived = null, "no evidence of keepalived" },
        { "wire", message => message.Wire = null, "no wire evidence" },
        { "heard", message => message.Wire.Heard.Add(
            new V1.HeardAdvert { Source = "a", Priority = 900, LastHeard = new() }), "priority 900 is outside" },
        { "health", message => message.Health = null, "no health report" },
        { "checks", message => message.Health.Checks.AddRange(
            Enumerable.Repeat(new V1.CheckReport { Name = "c", Since = new() }, 65)), "65 checks, more than 64" },
        { "check's name", message => message.Health.Checks.Add(new V1.CheckReport { Name = "a\nb", Since = new() }), "check's name 'a?b' is not a name" },
        { "check's time", message => message.Health.Checks.Add(new V1.CheckReport { Name = "c" }), "time 'check since' is missing" },
        { "check's message", message => message.Health.Checks.Add(
            new V1.CheckReport { Name = "c", Since = new(), Message = new string('m', 2000) }), "check's message has 2000 characters" },
        { "orders", message => message.Health.Orders.AddRange(
            Enumerable.Repeat(new V1.OperatorOrder { Until = new(), GivenAt = new() }, 17)), "17 orders, more than 16" },
        { "order's time", message => message.Health.Orders.Add(new V1.OperatorOrder { GivenAt = new() }), "time 'order until' is missing" },
        { "order's router", message => message.Health.Orders.Add(
            new V1.OperatorOrder { Until = new(), GivenAt = new(), RouterId = "a\nb" }), "order is for router 'a?b', which is not a UUID" },
        { "guard", message => message.Guard = null, "no guard report" },
        { "guard without time", message => message.Guard.View = new(), "time 'guard since' is missing" },
        { "guard's lateness", message => message.Guard.View = new() { Since = new() }, "no lateness" },
        { "guard's hostile margin", message => message.Guard.View = View(margin: new() { Seconds = long.MinValue, Nanos = 5 }), "one of more than an hour" },
        { "guard's voters", message => message.Guard.View = View(voters: 17), "17 voters, more than 16" },
        { "guard's reason", message => message.Guard.View = View(reason: new string('r', 2000)), "guard reason has 2000 characters" },
        { "guard's voter", message => message.Guard.View = View(voters: 1, name: "a\nb"), "voter's name 'a?b' is not a name" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void FromMessage_HostileMessage_IsRefusedWithASentence(string what, Action<V1.Observation> spoil, string expected)
    {
        ArgumentNullException.ThrowIfNull(spoil);
        var message = ObservationMapping.ToMessage(Samples.Observation("edge-1", "net-1", VrrpState.Master));
        spoil(message);

        var observation = ObservationMapping.FromMessage(message, "net-1", out var rejection);

        Assert.True(observation is null, what);
        Assert.Contains(expected, rejection, StringComparison.Ordinal);
        Assert.True(rejection!.Length < 400 && !rejection.Any(char.IsControl), rejection);
    }

    [Fact]
    public void FromMessage_GuardOfANewerAgent_IsNotTakenForOneInForce()
    {
        var message = ObservationMapping.ToMessage(Samples.Observation("edge-1", "net-1", VrrpState.Master));
        message.Guard.View = View();
        (message.Guard.View.Standing, message.Guard.View.Role) = ((V1.GuardStanding)99, (V1.GuardRole)99);

        var view = ObservationMapping.FromMessage(message, "net-1", out _)?.Guard.View;

        Assert.Equal((GuardStanding.Off, GuardRole.Neutral), (view?.Standing, view?.Role));
    }

    private static V1.GuardView View(Duration? margin = null, int voters = 0, string reason = "", string name = "net-1")
    {
        var view = new V1.GuardView
        {
            Since = new(),
            Reason = reason,
            Lateness = new() { Worst = new(), Assumed = new(), Margin = margin ?? new() },
        };
        view.Voters.AddRange(Enumerable.Repeat(new V1.GuardVoter { Name = name }, voters));
        return view;
    }

    [Fact]
    public void FromMessage_HealthOfANewerAgent_IsNeitherSickNorOrdered()
    {
        var message = ObservationMapping.ToMessage(Samples.Observation("edge-1", "net-1", VrrpState.Master));
        message.Health.Checks.Add(
            new V1.CheckReport { Name = "c", Since = new(), Verdict = (V1.CheckVerdict)99, Outcome = (V1.CheckOutcome)99 });
        message.Health.Orders.Add(new V1.OperatorOrder { Kind = (V1.OrderKind)99, Until = new(), GivenAt = new() });

        var health = ObservationMapping.FromMessage(message, "net-1", out _)!.Health;

        Assert.Equal((CheckVerdict.Healthy, (CheckOutcome?)null), (Assert.Single(health.Checks).Verdict, health.Checks[0].Outcome));
        Assert.Empty(health.Orders);
    }

    [Fact]
    public void FromMessage_StateOfANewerAgent_IsUnknown()
    {
        var message = ObservationMapping.ToMessage(Samples.Observation("edge-1", "net-1", VrrpState.Master));
        message.State = (V1.VrrpState)99;

        Assert.Equal(VrrpState.Unknown, ObservationMapping.FromMessage(message, "net-1", out _)?.State);
    }
}
