using CsCheck;
using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Lint;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;
using Keepone.Keepalived.Tests.Golden;

namespace Keepone.Keepalived.Tests.Lint;

public sealed class LinterTests
{
    private const string Bad = "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 30\npriority 255\nnopreempt\n}\n";

    public static TheoryData<string> Sane =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Lint", "Sane")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Goldens => GoldenCases.Theory;

    [Theory]
    [MemberData(nameof(Sane))]
    public void Lint_ASaneConfiguration_FindsNothing(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Lint", "Sane", name));

        Assert.Empty(Linted.File(text).Findings);
        Assert.Empty(Linted.File(text, Linted.Latest).Findings);
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Lint_WhatKeeponeMakes_HasNeitherErrorsNorWarnings(string name)
    {
        var replicas = GoldenCases.Replicas(GoldenCases.Router(name)).ToList();
        foreach (var version in new[] { KeepalivedVersion.Debian12, Linted.Latest with { HasVrrp = true, HasJson = true } })
        {
            List<LintInput> files = [.. replicas.Select(replica => Linted.Input(Render(replica, version), version, file: $"{replica.Node}.conf"))];

            Assert.DoesNotContain(Linter.Lint(files, isGroup: files.Count > 1).Findings, finding => finding.Rule.Severity != LintSeverity.Info);
        }
    }

    [Fact]
    public void Lint_MoreThanAnybodyReads_IsCutForEachRule()
    {
        var text = string.Concat(Enumerable.Range(0, Linter.MostOfARule + 10).Select(line => $"unknown_{line}\n")) + Bad;
        var read = Configuration.Read(text, "a.conf");
        var findings = Linter.Lint([new LintInput(read, ModelReader.Read(read), KeepalivedVersion.Debian12)]).Findings;

        Assert.Equal(Linter.MostOfARule, findings.Count(finding => finding.Rule.Id == "K002"));
        Assert.Contains(findings, finding => finding.Rule.Id == "K034");
    }

    [Fact]
    public void Lint_Findings_AreInTheOrderOfFilesAndLines()
    {
        var result = Linter.Lint([Linted.Input(Bad, file: "z.conf"), Linted.Input("\n" + Bad, file: "a.conf")]);

        Assert.Equal(
            [("z.conf", 1), ("z.conf", 1), ("z.conf", 1), ("z.conf", 1), ("z.conf", 5), ("a.conf", 1), ("a.conf", 1), ("a.conf", 2), ("a.conf", 2), ("a.conf", 6)],
            result.Findings.Select(finding => (finding.Place.File, finding.Place.Line)));
        Assert.Equal(["K011", "K033", "K034", "K054", "K020"], result.Findings.Take(5).Select(finding => finding.Rule.Id));
    }

    [Fact]
    public void Lint_FilesThatAreNoGroup_AreNotCompared()
    {
        var (one, other) = (Linted.Input(Linted.Instance("version 2")), Linted.Input(Linted.Instance("version 3"), file: "b.conf"));

        Assert.DoesNotContain(Linter.Lint([one, other]).Findings, finding => finding.Rule.Id == "K062");
        Assert.Contains(Linter.Lint([one, other], isGroup: true).Findings, finding => finding.Rule.Id == "K062");
    }

    [Theory]
    [InlineData("nopreempt # keepone: ignore K020 an appliance needs it", true)]
    [InlineData("nopreempt ! keepone: ignore K020 an appliance needs it", true)]
    [InlineData("# keepone: ignore K020 an appliance needs it\nnopreempt", true)]
    [InlineData("# keepone: ignore K033 other\n# keepone: ignore K020 an appliance needs it\nnopreempt", true)]
    [InlineData("# keepone: ignore K020 an appliance needs it\n# keepone: ignore K033 other\nnopreempt", true)]
    [InlineData("# keepone: ignore K020\nnopreempt", false)]
    [InlineData("# keepone: ignore K021 another rule\nnopreempt", false)]
    [InlineData("# keepone: ignore K020 too far away\n\nnopreempt", false)]
    [InlineData("debug 0 # keepone: ignore K020 of its own line alone\nnopreempt", false)]
    [InlineData("nopreempt\n# keepone: ignore K020 too late", false)]
    public void Lint_AComment_SilencesTheRuleWithItsReason(string lines, bool silent)
    {
        var result = Linted.File(Bad.Replace("nopreempt", lines, StringComparison.Ordinal));

        Assert.Equal(silent, Linted.By("K020", result).IsEmpty);
        if (silent)
        {
            var (finding, reason) = Assert.Single(result.Suppressed);
            Assert.Equal(("K020", "an appliance needs it"), (finding.Rule.Id, reason));
        }
        else
        {
            Assert.Empty(result.Suppressed);
        }
    }

    [Fact]
    public void Lint_WhatARuleSaysMoreOf_IsNotSaidByTheReaderToo()
    {
        var result = Linted.File(Linted.Instance("authentication {\nauth_type PASS\nauth_pass correcthorse\n}\npriority 500"));

        Assert.Equal(["a.conf:9: auth_pass has 12 characters, of which the first 8 count"], Linted.By("K031", result));
        Assert.StartsWith("a.conf:11: priority: found '500'", Assert.Single(Linted.By("K001", result)), StringComparison.Ordinal);
    }

    // Whatever stands in a file, the linter has an answer: each rule's example, with pieces left out, doubled and garbled.
    [Fact]
    public void Lint_AnyText_DoesNotThrow()
    {
        string[] pieces =
        [
            .. LintRules.All.SelectMany(rule => rule.Example.Bad.Concat(rule.Example.Good)).SelectMany(text => text.Split('\n')).Where(line => line.Length < 200).Distinct(StringComparer.Ordinal),
            "{", "}", "\"", "\\", "$X=1", "$X", "@a", "~SEQ(A, 3) priority $A", "# keepone: ignore", "# keepone: ignore K020 so", "include x", "\0", "é", "", "priority -1", "weight x", "weight 999999999999",
        ];
        var text = Gen.Select(Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]), Gen.Int[0, 9], Gen.Char).Select((piece, kind, sign) => kind switch
        {
            0 => piece.TrimStart(),
            1 => piece + piece,
            2 => piece[(piece.Length / 2)..],
            3 => piece + sign,
            _ => piece,
        }).Array[0, 40].Select(lines => string.Join('\n', lines));

        Gen.Select(text, text, Gen.Bool).Sample((first, second, old) =>
        {
            var version = old ? KeepalivedVersion.Debian12 : Linted.Latest;
            var host = HostExamples.With("root", new(0, 0), HostExamples.FileAt("/etc/keepalived/web.sh", 0));
            var result = Linter.Lint([Linted.Input(first, version, host), Linted.Input(second, version, file: "b.conf")], isGroup: true);
            Assert.All(result.Findings, finding => Assert.NotEmpty(finding.ToString()));
        }, iter: 2_000);
    }

    // 10,000 routers in under ten seconds is asked for. Here one file has them all, so that what grows with the square shows.
    [Fact]
    public void Lint_ThousandsOfInstances_TakesTimeInProportion()
    {
        var one = Render(GoldenCases.Replicas(GoldenCases.Router("three-replicas")).First(), KeepalivedVersion.Debian12);
        var instance = one[one.IndexOf("vrrp_instance", StringComparison.Ordinal)..];
        var text = one + string.Concat(Enumerable.Range(0, 2_000).Select(i => instance
            .Replace("edge-1", $"edge-{i + 2}", StringComparison.Ordinal)
            .Replace("ha0", $"ha{i + 1}", StringComparison.Ordinal).Replace("qr0", $"qr{i + 1}", StringComparison.Ordinal).Replace("qg0", $"qg{i + 1}", StringComparison.Ordinal)));
        var input = Linted.Input(text);
        var started = TimeProvider.System.GetTimestamp();

        Assert.DoesNotContain(Linter.Lint([input, input], isGroup: true).Findings, finding => finding.Rule.Id is "K009" or "K010" or "K012");

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    private static string Render(Replica replica, KeepalivedVersion version) =>
        ReplicaConfiguration.Render(replica, ReplicaFiles.For(ReplicaFiles.DefaultRunDirectory, replica.Router.Id), version);
}
