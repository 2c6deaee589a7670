using Keepone.Lab.Checks;

namespace Keepone.EndToEnd.Checks;

public sealed class CheckUserTests
{
    private const string Users = "root:x:0:0:root:/root:/bin/bash\n_apt:x:999:65534::/nonexistent:/usr/sbin/nologin\n";
    private const string Groups = "root:x:0:\nstaff:x:998:\n";

    [Fact]
    public void Add_NewUser_GetsTheHighestFreeSystemIdAndAGroupOfItsOwn()
    {
        var (users, groups) = CheckUser.Add(Users, Groups, "keepone-check");
        Assert.Equal(Users + "keepone-check:x:997:997::/nonexistent:/usr/sbin/nologin\n", users);
        Assert.Equal(Groups + "keepone-check:x:997:\n", groups);
    }

    [Fact]
    public void Add_LastLineWithoutAnEnd_StaysALine() =>
        Assert.Contains("nologin\nkeepone-check:", CheckUser.Add(Users.TrimEnd('\n'), Groups, "keepone-check").Users, StringComparison.Ordinal);

    [Fact]
    public void Add_GroupIsThere_IsTheUsersGroup()
    {
        var (users, groups) = CheckUser.Add(Users, Groups + "keepone-check:x:450:\n", "keepone-check");
        Assert.Contains("keepone-check:x:997:450:", users, StringComparison.Ordinal);
        Assert.Equal(Groups + "keepone-check:x:450:\n", groups);
    }

    [Fact]
    public void Add_UserIsThere_ChangesNothing() => Assert.Equal((Users, Groups), CheckUser.Add(Users, Groups, "_apt"));
}
