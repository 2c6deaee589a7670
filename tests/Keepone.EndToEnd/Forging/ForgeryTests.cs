using System.Net;
using Keepone.Core.Guard;
using Keepone.Lab.Forging;
using Keepone.Lab.Scenarios;

namespace Keepone.EndToEnd.Forging;

public sealed class ForgeryTests
{
    // The scenario's router with a guard, as its three voters know it.
    private static readonly GuardRoster[] Rosters =
        [.. ((string[])["net-1", "net-2", "net-3"]).Select(node => GuardRoster.Of(Guarded(), node)!)];

    // A kind that is refused for another reason than it says would leave its own untried.
    [Fact]
    public void All_EveryKind_IsRefusedForItsReason()
    {
        Assert.All(Forgery.All, kind =>
        {
            var packet = kind.Make(new Disguise(Rosters[1], Sender: 0, new Tapped(Real(sent: 1), Real(sent: 2))));
            var reason = BeaconPacket.Read(packet, out var read);
            reason = reason == BeaconRejection.None ? new BeaconGate(Rosters[1], boot: 5).Look(read) : reason;
            Assert.Equal(
                kind.Reason is BeaconRejection.Address or BeaconRejection.Authentication or BeaconRejection.Old ? BeaconRejection.None : kind.Reason, reason);
            Assert.Equal(kind.Reason is BeaconRejection.Address, kind.OwnAddress);
        });
    }

    [Fact]
    public void IsOwn_ForgedClaimHeardAgain_IsKnownAndARealBeaconIsNot()
    {
        var forged = Forgery.All.First(kind => kind.Reason == BeaconRejection.Authentication)
            .Make(new Disguise(Rosters[1], Sender: 0, new Tapped(Real(sent: 1), Real(sent: 2))));
        Assert.Equal(BeaconRejection.None, BeaconPacket.Read(forged, out var packet));
        Assert.True(Forgery.IsOwn(packet));
        Assert.Equal(BeaconRejection.None, BeaconPacket.Read(Real(sent: 1), out packet));
        Assert.False(Forgery.IsOwn(packet));
    }

    [Fact]
    public void Envelope_Payload_IsAUdpPacketFromAnybody()
    {
        var packet = Forger.Envelope(IPAddress.Parse("169.254.192.1"), IPAddress.Parse("169.254.192.2"), 3112, [1, 2, 3]);

        // RFC 791 and 768: version, total length 31; TTL 64, UDP; the two addresses; the ports, length 11, no checksum; the payload.
        Assert.Equal("4500001F" + "00000000" + "40110000" + "A9FEC001" + "A9FEC002" + "0C280C28" + "000B0000" + "010203", Convert.ToHexString(packet));
    }

    [Fact]
    public void Missing_CountedReasons_NamesTheOthers()
    {
        var all = Forgery.All.Select(kind => kind.Reason.ToString()).Distinct().ToDictionary(reason => reason, _ => 1L);
        Assert.Empty(ForgeryAudit.Missing("net-1", all));
        all["Old"] = 0;
        Assert.Contains("for 'Old'", Assert.Single(ForgeryAudit.Missing("net-1", all)), StringComparison.Ordinal);
        Assert.Contains("did not say", Assert.Single(ForgeryAudit.Missing("net-1", rejected: null)), StringComparison.Ordinal);
    }

    private static byte[] Real(int sent)
    {
        var bytes = new byte[BeaconPacket.Bytes];
        var content = new Beacon(7, TimeSpan.FromSeconds(sent), GuardRole.Neutral, 120, VoterState.Nobody, TimeSpan.Zero, Hears: 6, Leaving: false);
        new BeaconPacket(Rosters[1].Router, Rosters[1].Fingerprint, Sender: 0, Receiver: 1, ToBoot: 5, content).Write(bytes);
        return bytes;
    }

    private static Core.Model.RouterSpecification Guarded()
    {
        var text = ScenarioCatalog.Text("tunnel-cut").Replace("guard: { mode: off }", "guard: { mode: promise }", StringComparison.Ordinal);
        Assert.Empty(ScenarioReader.Read(text, "tunnel-cut.yaml", out var scenario));
        return scenario!.Router;
    }
}
