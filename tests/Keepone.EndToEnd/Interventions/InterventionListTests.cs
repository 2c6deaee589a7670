using Keepone.Lab.Interventions;

namespace Keepone.EndToEnd.Interventions;

public sealed class InterventionListTests
{
    [Fact]
    public void All_EveryIntervention_IsListedOnce()
    {
        Assert.Equal(Enum.GetValues<Intervention>(), InterventionList.All.Select(words => words.What).Order());
        Assert.Equal(InterventionList.All.Length, InterventionList.All.Select(words => (words.Key, words.Word)).Distinct().Count());
    }

    // A step that nobody can look up is not there.
    [Fact]
    public async Task All_EveryIntervention_IsInTheDocumentation()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/lab.md"), TestContext.Current.CancellationToken);
        Assert.All(InterventionList.All, words =>
            Assert.Contains($"`{words.Key}: {words.Word}{(words.NamesNode ? " NODE" : "")}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Phrase_Intervention_NamesTheNode() =>
        Assert.Equal("killing the agent of net-1", InterventionList.Phrase(Intervention.AgentKill, "net-1"));
}
