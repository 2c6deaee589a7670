using CsCheck;
using Keepone.Agent.Reporting;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Reporting;

public sealed class StateHistoryTests
{
    [Fact]
    public void Note_SomeChanges_AreHandedOutInOrderAndInPieces()
    {
        var history = new StateHistory();
        history.Note(null, ReportingSamples.Observation("edge-1", VrrpState.Init));
        history.Note(VrrpState.Init, ReportingSamples.Observation("edge-1", VrrpState.Backup));
        history.Note(null, ReportingSamples.Observation("edge-2", VrrpState.Master));

        Assert.Equal([1UL, 2UL], history.After(0, 2).Select(change => change.Sequence));
        var last = Assert.Single(history.After(2, 10));
        Assert.Equal(("edge-2", null, VrrpState.Master, "The evidence agrees."), (last.RouterName, last.From, last.To, last.Reason));
        Assert.Empty(history.After(3, 10));
        Assert.Equal([2UL, 3UL], history.Latest(2).Select(change => change.Sequence));
        Assert.Equal(3, history.Latest(10).Length);
    }

    [Fact]
    public void Note_OneReplicaFlaps_ItsOldestAreForgottenAndCountedAndTheOthersStay()
    {
        var history = new StateHistory();
        history.Note(null, ReportingSamples.Observation("edge-1", VrrpState.Backup));
        for (var i = 0; i < StateHistory.MostPerReplica + 5; i++)
        {
            history.Note(VrrpState.Backup, ReportingSamples.Observation("flapping", VrrpState.Master));
        }

        Assert.Equal(5UL, history.Forgotten);
        var kept = history.After(0, int.MaxValue).ToLookup(change => change.RouterName, StringComparer.Ordinal);
        Assert.Equal(StateHistory.MostPerReplica, kept["flapping"].Count());
        Assert.Single(kept["edge-1"]);
    }

    [Fact]
    public void Note_WhatWasToldIsForgotten_IsNoLoss()
    {
        var history = new StateHistory();
        for (var i = 0; i < StateHistory.MostPerReplica; i++)
        {
            history.Note(VrrpState.Backup, ReportingSamples.Observation("edge-1", VrrpState.Master));
        }

        history.Told(3);
        for (var i = 0; i < 4; i++)
        {
            history.Note(VrrpState.Backup, ReportingSamples.Observation("edge-1", VrrpState.Master));
        }

        Assert.Equal(1UL, history.Forgotten);
    }

    [Fact]
    public void Note_MoreThanInAll_StaysWithinTheBound()
    {
        var history = new StateHistory();
        for (var i = 0; i < (2 * StateHistory.MostInAll) + 10; i++)
        {
            history.Note(null, ReportingSamples.Observation($"r{i}", VrrpState.Backup));
        }

        var kept = history.After(0, int.MaxValue);
        Assert.Equal(StateHistory.MostInAll, kept.Length);
        Assert.Equal((ulong)((2 * StateHistory.MostInAll) + 10), kept[^1].Sequence);
        Assert.Equal((ulong)(StateHistory.MostInAll + 10), history.Forgotten);
    }

    [Fact]
    public void NoteCheck_CheckFlaps_DoesNotPushOutHowTheStateChanged()
    {
        var history = new StateHistory();
        var seen = ReportingSamples.Observation("edge-1", VrrpState.Backup);
        history.Note(null, seen);
        for (var i = 0; i < StateHistory.MostPerReplica + 5; i++)
        {
            history.NoteCheck(seen.Router, seen.RouterName, seen.State, DateTimeOffset.UnixEpoch.AddSeconds(i), "uplink", $"change {i}");
        }

        var kept = history.After(0, int.MaxValue);
        Assert.Equal((1UL, (string?)null), (kept[0].Sequence, kept[0].Check));
        Assert.Equal(StateHistory.MostPerReplica + 1, kept.Length);
        var last = kept[^1];
        Assert.Equal(
            ("uplink", VrrpState.Backup, VrrpState.Backup, "change 36", DateTimeOffset.UnixEpoch.AddSeconds(36)),
            (last.Check, last.From, last.To, last.Reason, last.At));
    }

    // Whatever links come and go: what is handed out grows in sequence, nothing comes twice, and what is missing was counted.
    [Fact]
    public void After_AnyOrderOfChangesAndLinkLosses_EveryChangeIsToldOnceOrCounted() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 60]).Array[0, 40].Sample(steps =>
        {
            var history = new StateHistory();
            var (made, told) = (0UL, new List<ulong>());
            foreach (var (kind, number) in steps)
            {
                if (kind < 2)
                {
                    for (var i = 0; i < number; i++, made++)
                    {
                        history.Note(VrrpState.Backup, ReportingSamples.Observation($"r{kind}", VrrpState.Master));
                    }
                }
                else
                {
                    Tell(history, told, number);
                }
            }

            while (Tell(history, told, 7))
            {
            }

            Assert.Equal(told.Distinct().Order(), told);
            Assert.Equal(made, (ulong)told.Count + history.Forgotten);
        });

    // What the link does with a controller that says in its welcome what it has.
    private static bool Tell(StateHistory history, List<ulong> told, int most)
    {
        var changes = history.After(told.LastOrDefault(), most);
        told.AddRange(changes.Select(change => change.Sequence));
        history.Told(told.LastOrDefault());
        return !changes.IsEmpty;
    }
}
