using Keepone.Agent;
using Keepone.Agent.Systemd;

namespace Keepone.Node.Tests.Agent.Systemd;

public sealed class JournalLoggerProviderTests
{
    [Fact]
    public async Task Log_AMessageOfTheAgent_ArrivesWithItsFields()
    {
        using var journal = new DatagramListener();
        using var provider = new JournalLoggerProvider(journal.Path);

        AgentLog.StateChanged(provider.CreateLogger("x"), "edge-1", "Backup", "Master", "it has the VIP");

        var record = await journal.NextTextAsync();
        Assert.Contains("MESSAGE=Router edge-1: Backup -> Master, because it has the VIP.\nPRIORITY=6\n", record, StringComparison.Ordinal);
        Assert.Contains("\nKEEPONE_EVENT_ID=1201\nKEEPONE_EVENT=StateChanged\n", record, StringComparison.Ordinal);
        Assert.Contains("\nKEEPONE_ROUTER=edge-1\nKEEPONE_FROM=Backup\nKEEPONE_TO=Master\nKEEPONE_REASON=it has the VIP\n", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_JournalThatDoesNotRead_IsNotWaitedForAndWhatIsLostIsCounted()
    {
        using var journal = new DatagramListener();
        using var provider = new JournalLoggerProvider(journal.Path);
        var logger = provider.CreateLogger("x");
        for (var i = 0; i < 2000; i++)
        {
            AgentLog.SpecificationProblem(logger, $"problem {i}");
        }

        var (lost, kept) = (provider.Lost, journal.Waiting().Count);
        Assert.InRange(kept, 1, 1999);
        Assert.Equal(2000 - kept, lost);
        AgentLog.SpecificationProblem(logger, "the last");
        Assert.StartsWith($"MESSAGE=the last. ({lost} messages before this one were lost.)\n", await journal.NextTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, provider.Lost);
    }

    [Fact]
    public void Log_NoJournal_IsLostAndCounted()
    {
        using var provider = new JournalLoggerProvider("/nonexistent/journal");
        AgentLog.SpecificationProblem(provider.CreateLogger("x"), "nobody hears it");
        Assert.Equal(1, provider.Lost);
    }
}
