using CsCheck;
using Keepone.Core.Guard;

namespace Keepone.Core.Tests.Guard;

public sealed class GuardKeysTests
{
    private const string One = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string Two = "FF0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Fact]
    public void Read_WhatToFileTextWrote_IsTheSame() =>
        Gen.Select(Gen.Byte.Array[GuardKeys.KeyBytes], Gen.Byte.Array[GuardKeys.KeyBytes], Gen.Bool).Sample((current, next, both) =>
        {
            if (current.AsSpan().SequenceEqual(next))
            {
                return;
            }

            var keys = new GuardKeys(current, both ? next : default);
            Assert.True(keys.SameAs(GuardKeys.Read(keys.ToFileText(), "k").Keys));
            Assert.False(keys.SameAs(new GuardKeys(next, both ? current : default)));
        });

    [Theory]
    [InlineData($"current: {One}\n", false)]
    [InlineData($"# of edge-1\n\ncurrent: {One}\r\nnext: {Two}", true)]
    [InlineData($" next : {Two}\n current:{One} \n", true)]
    public void Read_Good_IsTaken(string text, bool hasNext)
    {
        var (keys, errors) = GuardKeys.Read(text, "k");
        Assert.Empty(errors);
        Assert.Equal(Convert.FromHexString(One), keys!.Current);
        Assert.Equal(hasNext ? Convert.FromHexString(Two) : [], keys.Next);
        Assert.Equal(hasNext, keys.HasNext);
    }

    [Theory]
    [InlineData("", "k:1: current: found nothing, expected 64 hexadecimal digits; make a key with 'keepone guard key new'")]
    [InlineData($"next: {Two}\n", "k:2: current: found nothing, expected 64 hexadecimal digits; make a key with 'keepone guard key new'")]
    [InlineData("current: abc", "k:1: current: found 3 characters that are no key, expected 64 hexadecimal digits; make keys with 'keepone guard key'")]
    [InlineData($"current: {One}\nnext: {One}", "k:2: next: found the current key again, expected another key")]
    [InlineData($"current: {One}\ncurrent: {Two}", "k:2: current: found it a second time, expected each key once")]
    [InlineData(
        $"key: {One}\n{One}\ncurrent: x{One}\nnext:\n",
        "k:1: found another line, expected 'current: KEY' or 'next: KEY'",
        "k:2: found another line, expected 'current: KEY' or 'next: KEY'",
        "k:3: current: found 65 characters that are no key, expected 64 hexadecimal digits; make keys with 'keepone guard key'",
        "k:4: next: found 0 characters that are no key, expected 64 hexadecimal digits; make keys with 'keepone guard key'")]
    public void Read_Bad_SaysAllMistakesAndNoKey(string text, params string[] expected)
    {
        var (keys, errors) = GuardKeys.Read(text, "k");
        Assert.Null(keys);
        Assert.Equal(expected, errors.Select(error => error.ToString()));
        Assert.DoesNotContain(errors, error => error.ToString().Contains(One[..8], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void ToString_SaysNoKey() =>
        Assert.Equal(["a current key", "a current and a next key"], new[] { Rosters.Keys(0), Rosters.Keys(0, 1) }.Select(keys => keys.ToString()));
}
