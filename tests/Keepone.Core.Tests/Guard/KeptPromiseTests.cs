using CsCheck;
using Keepone.Core.Guard;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

public sealed class KeptPromiseTests
{
    private const string Boot = "6f1c2f9e-8d3c-4a61-9a4e-000000000001";
    private static readonly VoterGroup Group = new(2, ["net-1", "net-2", "w1"], 2, 20, Timers);

    [Fact]
    public void Read_WhatWasWritten_LastsFromNowOn()
    {
        var kept = KeptPromise.Read(KeptPromise.Write(new VoterMemory(1, default, default), Group, Boot), Group, Boot, Ms(60_000));

        Assert.Equal(new VoterMemory(1, Ms(60_772), default), kept.Memory);
        Assert.Equal((Ms(60_000), "it was promised to net-2 and still is"), (kept.StartAt, kept.Sentence));
    }

    [Fact]
    public void Read_ALongPromise_EndsWhenItWouldHave()
    {
        var text = KeptPromise.Write(new VoterMemory(0, Ms(64_000), Ms(63_000)), Group, Boot);

        Assert.Equal(new VoterMemory(0, Ms(64_000), Ms(63_000)), KeptPromise.Read(text, Group, Boot, Ms(60_000)).Memory);
    }

    [Fact]
    public void Read_Nothing_IsNothingKept() =>
        Assert.Equal(new KeptPromise(null, Ms(9), "no promise was kept"), KeptPromise.Read(null, Group, Boot, Ms(9)));

    [Fact]
    public void Read_PromisedToNobody_BindsNobody()
    {
        var text = KeptPromise.Write(new VoterMemory(VoterState.Nobody, default, default), Group, Boot);

        Assert.Equal(new VoterMemory(VoterState.Nobody, default, default), KeptPromise.Read(text, Group, Boot, Ms(60_000)).Memory);
    }

    [Fact]
    public void Read_FromBeforeTheNodeBooted_IsNothingKept()
    {
        var kept = KeptPromise.Read(KeptPromise.Write(new VoterMemory(1, default, default), Group, Boot), Group, "another", Ms(60_000));

        Assert.Equal((null, Ms(60_000)), (kept.Memory, kept.StartAt));
    }

    [Fact]
    public void Read_TheVotersChanged_TheHolderIsFoundByItsName()
    {
        var later = new VoterGroup(2, ["net-2", "net-3", "w1"], 2, 20, Timers);

        Assert.Equal(0, KeptPromise.Read(KeptPromise.Write(new VoterMemory(1, default, default), Group, Boot), later, Boot, Ms(60_000)).Memory!.Value.Holder);
    }

    [Fact]
    public void Read_TheHolderIsNoVoterAnyMore_TheVoterWaitsUntilThePromiseIsOver()
    {
        var later = new VoterGroup(2, ["net-2", "net-3", "w1"], 2, 20, Timers);

        var kept = KeptPromise.Read(KeptPromise.Write(new VoterMemory(0, default, default), Group, Boot), later, Boot, Ms(60_000));

        Assert.Equal(
            (null, Ms(60_772), "it was promised to net-1, which is no voter any more: no promise is given for 772 ms"),
            (kept.Memory, kept.StartAt, kept.Sentence));
    }

    [Fact]
    public void Read_TheTimersBecameShorter_ThePromiseLastsAsItWasGiven()
    {
        var later = new VoterGroup(2, Group.Names, 2, 20, Timers with { Promise = Ms(78) });

        Assert.Equal(Ms(60_772), KeptPromise.Read(KeptPromise.Write(new VoterMemory(0, default, default), Group, Boot), later, Boot, Ms(60_000)).Memory!.Value.Until);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("keepone promise 2\nnode b\nholder net-1\nlasting 1\nuntil 0\nlease 0\n")]
    [InlineData("keepone promise 1\nnode b\nholder net-1\nlasting 1\nuntil -5\nlease 0\n")]
    [InlineData("keepone promise 1\nnode b\nholder net-1\nlasting 1\nuntil 0\nlease 0\nmore\n")]
    [InlineData("keepone promise 1\nnode b\nholder net-1\nlasting 1\nuntil 99999999999999999999\nlease 0\n")]
    public void Read_WhatCannotBeRead_IsSilenceAsAfterABoot(string text)
    {
        var kept = KeptPromise.Read(text, Group, "b", Ms(60_000));

        Assert.Equal((null, Ms(60_000) + Timers.BootSilence), (kept.Memory, kept.StartAt));
        Assert.StartsWith("the kept promise cannot be read: no promise is given for 5.01 s", kept.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TimesFarAhead_BindNoLongerThanALongPromise()
    {
        var text = KeptPromise.Write(new VoterMemory(0, TimeSpan.MaxValue, TimeSpan.MaxValue), Group, Boot);

        Assert.Equal(new VoterMemory(0, Ms(65_000), Ms(65_000)), KeptPromise.Read(text, Group, Boot, Ms(60_000)).Memory);
    }

    // However often it is written and read, no promise is cut short, and none lasts longer than a long one from now.
    [Fact]
    public void Read_AnyMemory_NeverForgetsAndNeverBindsForEver() =>
        Gen.Select(Gen.SByte[VoterState.Nobody, 2], Gen.Long[-1_000, 200_000], Gen.Long[-1_000, 200_000], Gen.Int[1, 100_000])
            .Sample((holder, until, lease, now) =>
            {
                var memory = new VoterMemory(holder, Ms(until), Ms(lease));
                var kept = KeptPromise.Read(KeptPromise.Write(memory, Group, Boot), Group, Boot, Ms(now)).Memory!.Value;
                var latest = Ms(now) + Timers.LongPromise;
                Assert.Equal(holder, kept.Holder);
                Assert.True(kept.LeaseUntil >= TimeSpan.Zero && kept.LeaseUntil <= latest && kept.LeaseUntil <= Later(Ms(lease), default));
                if (holder != VoterState.Nobody)
                {
                    Assert.True(kept.Until >= Ms(now) + Timers.Promise && kept.Until <= latest);
                    Assert.True(kept.Until >= Ms(until) || kept.Until == latest);
                }
            });

    // Whatever is found in its place: it is read without an exception, and doubt is never taken for freedom.
    [Fact]
    public void Read_AnyText_IsSilenceOrAPromise() =>
        Gen.OneOf(Gen.String, Gen.Select(Gen.Int[0, 120], Gen.Char, Mutated)).Sample(text =>
        {
            var kept = KeptPromise.Read(text, Group, Boot, Ms(60_000));
            Assert.True(kept.StartAt > Ms(60_000) || kept.Memory is not null || text.Contains("\nnode ", StringComparison.Ordinal));
            Assert.True(kept.StartAt <= Ms(60_000) + Timers.BootSilence);
        });

    private static string Mutated(int place, char with)
    {
        var text = KeptPromise.Write(new VoterMemory(1, Ms(61_000), default), Group, Boot).ToCharArray();
        text[place % text.Length] = with;
        return new string(text);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
