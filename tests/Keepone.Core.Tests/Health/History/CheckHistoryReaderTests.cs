using System.Buffers;
using System.Text;
using Keepone.Core.Health;
using Keepone.Core.Health.History;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Health.History;

public sealed class CheckHistoryReaderTests
{
    private const string Run =
        """{"router":"5e9a4b5f-6a0a-5b7b-9a3e-1f1f3d6f5c11","name":"edge-1","node":"net-1","check":"uplink","settings":{"interval":"1s","fall":3,"rise":2,"damped":true,"penalty":51,"fault":false,"rank":0,"replicas":3,"step":10},"run":{"first":"2026-11-28T12:00:00+00:00","last":"2026-11-28T12:00:09+00:00","count":10,"outcome":"Pass","message":"it's <fine>","slowest":"0.3ms","starts":true}}""";

    private const string Change =
        """{"router":"5e9a4b5f-6a0a-5b7b-9a3e-1f1f3d6f5c11","name":"edge-1","node":"net-1","check":"uplink","settings":{"interval":"1s","fall":3,"rise":2,"damped":true,"penalty":51,"fault":false,"rank":0,"replicas":3,"step":10},"change":{"at":"2026-11-28T12:00:12+00:00","change":"Sickened","sentence":"check uplink failed"}}""";

    [Theory]
    [InlineData(Run)]
    [InlineData(Change)]
    public void Write_WhatWasRead_IsTheSameLine(string line)
    {
        var record = Assert.Single(CheckHistoryReader.Read([line], "checks.jsonl").Records);
        var buffer = new ArrayBufferWriter<byte>();

        CheckHistoryLine.Write(record, buffer);

        Assert.Equal(line + "\n", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Read_ARun_HasAllThatWasWritten()
    {
        var record = Assert.Single(CheckHistoryReader.Read([Run], "checks.jsonl").Records);

        Assert.Equal(("edge-1", "net-1", "uplink"), (record.Name, record.Node, record.Check));
        Assert.Equal(new CheckSettings(TimeSpan.FromSeconds(1), 3, 2, Damped: true, 51, Fault: false, 0, 3, 10), record.Settings);
        Assert.Equal(
            new OutcomeRun(Recordings.Noon, Recordings.Noon.AddSeconds(9), 10, CheckOutcome.Pass, "it's <fine>", TimeSpan.FromMilliseconds(0.3), Starts: true),
            record.Run);
        Assert.Equal(record.Run!.Last, record.At);
    }

    [Theory]
    [InlineData("{\"router\":", "expected a record of a check in JSON")]
    [InlineData("null", "found null")]
    [InlineData("[]", "expected a record of a check in JSON")]
    [InlineData("{}", "expected a record of a check in JSON")]
    [InlineData("nonsense", "byte")]
    public void Read_NoRecord_IsABadLine(string line, string problem) => AssertBad(line, problem);

    [Theory]
    [InlineData("\"name\":\"edge-1\"", "\"name\":\"\"", "at least one of them is missing")]
    [InlineData("\"count\":10", "\"count\":0", "count: found 0, expected 1 or more")]
    [InlineData("\"count\":10", "\"count\":\"x\"", "$.run.count")]
    [InlineData("\"last\":\"2026-11-28T12:00:09", "\"last\":\"2026-11-28T11:00:09", "before the first")]
    [InlineData("\"interval\":\"1s\"", "\"interval\":\"0ms\"", "interval: found 0ms, expected a time above 0")]
    [InlineData("\"interval\":\"1s\"", "\"interval\":\"1\"", "$.settings.interval")]
    [InlineData("\"fall\":3", "\"fall\":0", "fall: found 0")]
    [InlineData("\"rise\":2", "\"rise\":0", "rise: found 0")]
    [InlineData("\"penalty\":51", "\"penalty\":-1", "penalty: found -1")]
    [InlineData("\"rank\":0", "\"rank\":3", "rank: found 3, expected 0 to 2")]
    [InlineData("\"rank\":0", "\"rank\":-1", "rank: found -1")]
    [InlineData("\"replicas\":3", "\"replicas\":17", "replicas: found 17, expected 1 to 16")]
    [InlineData("\"step\":10", "\"step\":255", "step: found 255")]
    [InlineData("\"outcome\":\"Pass\"", "\"outcome\":\"Maybe\"", "$.run.outcome")]
    [InlineData("\"message\":\"it's <fine>\"", "\"message\":null", "$.run.message")]
    [InlineData(",\"run\":{", ",\"nothing\":{", "either a run of outcomes or a change")]
    public void Read_AWrongValue_IsABadLineThatSaysWhich(string right, string wrong, string problem)
    {
        Assert.Contains(right, Run, StringComparison.Ordinal);
        AssertBad(Run.Replace(right, wrong, StringComparison.Ordinal), problem);
    }

    [Fact]
    public void Read_BadLinesBetweenGoodOnes_AreNumberedAndCostOnlyThemselves()
    {
        var reading = CheckHistoryReader.Read([Run, "", "bad", Change, .. Enumerable.Repeat("worse", 20)], "checks.jsonl");

        Assert.Equal((2, 21), (reading.Records.Length, reading.BadCount));
        Assert.Equal(CheckHistoryReader.MostNamed, reading.Bad.Length);
        Assert.Equal([3, 5, 6], reading.Bad.Take(3).Select(bad => bad.Line));
        Assert.StartsWith("checks.jsonl:3: ", reading.Bad[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ACheckOfARouter_TakesWhatAReplayNeeds()
    {
        var router = new RouterSpecification
        {
            Id = RouterId.FromName("edge-1"),
            Name = "edge-1",
            Vrid = 7,
            AdvertInterval = TimeSpan.FromSeconds(1),
            Replicas = ["net-1", "net-2", "net-3"],
            Ha = new HaSpecification { Network = "ha-a", Interface = "ha0", Vip = new IpPrefix(System.Net.IPAddress.Parse("169.254.0.7"), 24) },
        };
        var check = new CheckSpecification { Name = "site", Interval = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromSeconds(1), OnFailure = CheckFailure.Fault };

        Assert.Equal(
            new CheckSettings(TimeSpan.FromSeconds(5), 3, 2, Damped: true, PriorityPlan.For(3).LeastPenalty, Fault: true, 1, 3, 10),
            CheckSettings.Of(check, router, "net-2"));
        Assert.Equal(80, CheckSettings.Of(check with { Penalty = 80 }, router, "net-9").Penalty);
    }

    private static void AssertBad(string line, string problem)
    {
        var reading = CheckHistoryReader.Read([line], "checks.jsonl");

        Assert.Empty(reading.Records);
        Assert.Contains(problem, Assert.Single(reading.Bad).Problem, StringComparison.Ordinal);
    }
}
