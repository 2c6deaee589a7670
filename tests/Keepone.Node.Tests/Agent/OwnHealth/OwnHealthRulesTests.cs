using Keepone.Agent.OwnHealth;

namespace Keepone.Node.Tests.Agent.OwnHealth;

public sealed class OwnHealthRulesTests
{
    private const long Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(3, 20, 60, 0, "")]
    [InlineData(250, 128, 800, 0, "")]
    [InlineData(251, 20, 60, 0, "it was 251 ms late within the last minute, more than 250 ms: the node is overloaded or was paused")]
    [InlineData(3, 20, 801, 0, "it has 801 of 1000 descriptors open: raise LimitNOFILE of its service")]
    [InlineData(3, 129, 60, 0, "it uses 129 MB of memory, more than the 128 MB that 0 replicas should need: please report it")]
    [InlineData(3, 189, 60, 1000, "")]
    [InlineData(3, 191, 60, 1000, "it uses 191 MB of memory, more than the 190 MB that 1000 replicas should need: please report it")]
    public void Judge_Figures_AreJudgedInSentences(int late, int megabytes, int descriptors, int replicas, string expected) => Assert.Equal(
        expected, string.Join('|', OwnHealthRules.Judge(TimeSpan.FromMilliseconds(late), megabytes * Megabyte, descriptors, 1000, 4096, replicas).Select(trouble => trouble.Sentence)));

    [Theory]
    [InlineData(64, 128, "")]
    [InlineData(0, 16, "")]
    [InlineData(65, 128, "every keepalived needs an inotify instance or does not obey its track files, and 128 are too few for 65 replicas and what else runs as root: set fs.inotify.max_user_instances to 129 or more")]
    public void Judge_FewInotifyInstances_IsATroubleBeforeTheyRunOut(int replicas, long limit, string expected) => Assert.Equal(
        expected, string.Join('|', OwnHealthRules.Judge(TimeSpan.Zero, Megabyte, 10, 1000, limit, replicas).Select(trouble => trouble.Sentence)));
}
