using System.Collections.Immutable;
using Keepone.Agent.Supervision;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

public sealed class KeepalivedFamilyTests
{
    private static readonly FoundKeepalived Leader = Found(10, parent: 1, leader: true);
    private static readonly FoundKeepalived Child = Found(11, parent: 10);
    private static readonly FoundKeepalived Second = Found(20, parent: 1, leader: true);
    private static readonly FoundKeepalived Orphan = Found(31, parent: 1);

    public static TheoryData<string, int?, int[], string> Cases => new()
    {
        { "", null, [], "its parent was killed" },
        { "leader child", 10, [], "its parent was killed" },
        { "leader", 10, [], "its parent was killed" },
        { "orphan", null, [31], "its parent was killed" },
        { "leader child orphan", 10, [31], "its parent was killed" },
        { "leader child second", null, [10, 20, 11], "2 keepalived run the same configuration; all are ended and one is started" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_Processes_GiveOneToTakeOverOrAllToEnd(string found, int? leader, int[] orphans, string sentence)
    {
        ImmutableArray<FoundKeepalived> processes =
        [
            .. found.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(name => name switch { "leader" => Leader, "child" => Child, "second" => Second, _ => Orphan }),
        ];

        var family = KeepalivedFamily.Of(processes);

        Assert.Equal(leader, family.Leader?.Pid);
        Assert.Equal(orphans, family.Orphans.Select(orphan => orphan.Pid));
        Assert.Equal(sentence, family.Sentence);
    }

    private static FoundKeepalived Found(int pid, int parent, bool leader = false) =>
        new(new ProcessIdentity(pid, 1), parent, leader, "/run/keepalived.conf");
}
