using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Agent.Voting;

/// <summary>
/// How a voter's verdicts reach the world. All of it is called on the reactor's thread, is brief, and does not throw: what failed is said
/// by its result and tried again.
/// </summary>
internal interface IVoterHands
{
    /// <summary>What kept the last step from being carried out whole, as a sentence; null: nothing did.</summary>
    public string? Problem { get; }

    /// <summary>Keeps what outlives the agent. It comes first in every step.</summary>
    /// <param name="memory">What.</param>
    /// <returns>Whether it is kept.</returns>
    public bool Keep(in VoterMemory memory);

    /// <summary>Moves the end of the kernel lease, before anything is sent that gives promises back.</summary>
    /// <param name="until">The end, steady time.</param>
    public void SetLease(TimeSpan until);

    /// <summary>Writes the quorum file when it holds something else.</summary>
    /// <param name="stop">Whether keepalived is to keep out of the election.</param>
    /// <returns>Whether it says so.</returns>
    public bool SetStop(bool stop);

    /// <summary>Writes the health file when it holds something else.</summary>
    /// <param name="bonus">Whether the bonus of a master is in it.</param>
    /// <returns>Whether it says so.</returns>
    public bool SetBonus(bool bonus);

    /// <summary>Sends a beacon to all other voters.</summary>
    /// <param name="beacon">The beacon.</param>
    public void Send(in Beacon beacon);

    /// <summary>Sees to it that <see cref="VoterSeat.Wake"/> is called.</summary>
    /// <param name="at">When, steady time.</param>
    public void WakeAt(TimeSpan at);

    /// <summary>Does something about a keepalived that does not show that it read its quorum file.</summary>
    /// <param name="means">What.</param>
    /// <param name="sentence">Why, in one sentence without a full stop; null where there is nothing to say.</param>
    public void Insist(StopMeans means, string? sentence);

    /// <summary>Whether keepalived hears of its track files at all.</summary>
    public bool Hears();

    /// <summary>Tells what the voter did.</summary>
    /// <param name="verdict">The verdict, with its reason.</param>
    /// <param name="group">The voters.</param>
    public void Tell(in VoterVerdict verdict, VoterGroup group);

    /// <summary>Shows what it is now.</summary>
    /// <param name="view">The view.</param>
    public void Show(GuardView view);

    /// <summary>The agent may end: the voter says nothing any more.</summary>
    public void Left();
}
