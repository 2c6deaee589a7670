using Keepone.Lab.Results;

namespace Keepone.EndToEnd.Results;

public sealed class DisturbanceBudgetTests
{
    // p pass, f fail, d disturbed; + is repeated, - is not.
    [Theory]
    [InlineData("ppfp", "----")]
    [InlineData("dpp", "+--")]
    [InlineData("ddd", "++-")]
    [InlineData("dppppdpppd", "+----+----")]
    [InlineData("dppppppppppd", "+----------+")]
    [InlineData("ddppppppppppdd", "++----------++")]
    public void Count_Verdicts_RepeatsTwoInTen(string verdicts, string expected)
    {
        var budget = new DisturbanceBudget();
        Assert.Equal(expected, string.Concat(verdicts.Select(verdict => budget.Count(Parse(verdict)) ? '+' : '-')));
    }

    private static Verdict Parse(char verdict) => verdict switch { 'p' => Verdict.Pass, 'f' => Verdict.Fail, _ => Verdict.Disturbed };
}
