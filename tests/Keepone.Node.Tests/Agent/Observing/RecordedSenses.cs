using System.Net;
using Keepone.Agent.Observing;
using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Observing;

/// <summary>Keeps what was told at once, as text.</summary>
internal sealed class RecordedSenses : IReplicaSenses
{
    internal Collected<string> Told { get; } = new();

    public void HearAdvert(IPAddress source, int priority) => Told.Add($"advert {source} {priority}");

    public void SeeVip(bool present) => Told.Add($"vip {present}");

    public void Hear(VrrpState state) => Told.Add($"said {state}");

    public void LoseWord() => Told.Add("lost");
}
