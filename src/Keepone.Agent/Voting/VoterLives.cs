namespace Keepone.Agent.Voting;

/// <summary>
/// Numbers the lives of a node's voters: a voter that starts anew, for any reason, needs a greater boot number than all that it had. One
/// number of the agent's is kept on disk for every <see cref="PerNumber"/> of them, so that a node with many replicas starts in time.
/// </summary>
/// <param name="directory">The directory of what outlives a reboot.</param>
/// <param name="time">The wall clock.</param>
internal sealed class VoterLives(string directory, TimeProvider time)
{
    /// <summary>How many lives share a number of the agent's: microseconds since 1970 leave twelve bits for a thousand years.</summary>
    public const int PerNumber = 4096;

    private readonly Lock _gate = new();
    private ulong _next;
    private int _left;

    /// <summary>Why the numbers may not grow, in one sentence; null: they do.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The next number. From any thread.</summary>
    /// <returns>The number.</returns>
    public ulong Next()
    {
        lock (_gate)
        {
            if (_left == 0)
            {
                (var number, Trouble) = BootNumber.Next(directory, time);
                (_next, _left) = (number * PerNumber, PerNumber);
            }

            _left--;
            return _next++;
        }
    }
}
