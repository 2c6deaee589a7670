using System.Text.Json;

namespace Keepone.EndToEnd.Neutron;

/// <summary>
/// The failure that all this began with (Launchpad 1375625), on a real Neutron that nobody changed: <c>./test neutron</c>. Not among the other tests:
/// it needs 3 GB and minutes.
/// </summary>
public sealed class WatchedNeutronTests
{
    [Fact(Explicit = true)]
    public async Task Watch_TheTunnelOfTheMasterIsCut_TheControllerSaysThatTwoAreMasterAndNothingOfNeutronsIsTouched()
    {
        Assert.SkipUnless(NeutronRig.IsThere, "needs the rig of Neutron: run ./test neutron");
        var output = TestContext.Current.TestOutputHelper!;
        await using var rig = new NeutronRig();
        rig.Start();
        var well = await rig.UntilAsync(
            shown => Text(shown, "status") == "Ok" && shown.GetProperty("replicas").GetArrayLength() == NeutronRig.Hosts.Length, "one master, two backups");
        var master = Text(well.GetProperty("masters")[0], "node");
        var before = await rig.SnapshotAsync();

        await NeutronRig.CutAsync(master);

        var error = await rig.SayingAsync("Error", $"Router {NeutronRig.Router} has 2 masters on alive agents: ");
        output.WriteLine(error);
        Assert.Contains($"{master} (since ", error, StringComparison.Ordinal);
        Assert.Contains($"Cause: HA network partition; {master} hears nobody.", error, StringComparison.Ordinal);
        var status = await rig.StatusAsync(master);
        output.WriteLine(status);
        Assert.Contains("Neutron's router: only watched, nothing of it is changed", status, StringComparison.Ordinal);

        await NeutronRig.HealAsync(master);

        output.WriteLine(await rig.SayingAsync("Information", $"Router {NeutronRig.Router} no longer has several masters"));
        await rig.UntilAsync(shown => Text(shown, "status") == "Ok", "one master again");
        Assert.Equal(before, await rig.SnapshotAsync());

        // Nor does an agent that ends take anything with it.
        await rig.StopAsync();
        Assert.Equal(before, await rig.SnapshotAsync());
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
