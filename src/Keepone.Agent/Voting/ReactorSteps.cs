using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>Steps on the reactor's thread, on which all voters live, for who waits for their end.</summary>
internal static class ReactorSteps
{
    /// <summary>Runs a step there.</summary>
    /// <typeparam name="T">What it finds.</typeparam>
    /// <param name="reactor">The reactor.</param>
    /// <param name="step">The step; brief.</param>
    /// <returns>What it found, or what it threw. Who must not wait for a thread that hangs bounds the waiting.</returns>
    /// <exception cref="IOException">The thread takes no more steps: it has ended, or very many wait.</exception>
    public static Task<T> RunAsync<T>(this Reactor reactor, Func<T> step)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = reactor.Post(() =>
        {
            try
            {
                done.SetResult(step());
            }
#pragma warning disable CA1031 // It is for who waits to say.
            catch (Exception error)
#pragma warning restore CA1031
            {
                done.SetException(error);
            }
        });
        return posted ? done.Task : throw new IOException("the agent's reading thread takes no more steps");
    }

    /// <summary>Runs a step there.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="step">The step; brief.</param>
    /// <returns>A task that ends with it.</returns>
    /// <exception cref="IOException">The thread takes no more steps.</exception>
    public static Task RunAsync(this Reactor reactor, Action step) => reactor.RunAsync(() =>
    {
        step();
        return true;
    });
}
