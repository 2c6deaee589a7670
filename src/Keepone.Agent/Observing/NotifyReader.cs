using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Observing;

/// <summary>
/// Reads what keepalived says on its notify FIFO. The agent keeps the FIFO open also while no keepalived runs, because an event
/// without a reader is lost in silence (reference/keepalived.md B.6).
/// </summary>
internal sealed class NotifyReader : IDisposable
{
    private readonly Fifo _fifo;
    private volatile bool _broken;

    public NotifyReader(string path, Reactor reactor, IReplicaSenses senses, Action<ReplicaEvent> post)
    {
        _fifo = Fifo.Open(path);
        _fifo.Attach(reactor, line =>
        {
            if (NotifyLine.TryParse(line, out var notice))
            {
                if (notice.Scope == NotifyScope.Instance)
                {
                    senses.Hear(notice.State);
                }

                post(new Notified(notice));
            }
            else
            {
                Lose("a line of its notify FIFO cannot be read");
            }
        },
        onLoss: () => Lose("its notify FIFO was full, or held a line without an end"),
        onFault: () =>
        {
            _broken = true;
            senses.LoseWord();
            post(LookAgain.Instance);
        });

        void Lose(string reason)
        {
            senses.LoseWord();
            post(new NotifyLost(reason));
        }
    }

    /// <summary>Whether nothing comes from it any more, because reading it failed.</summary>
    public bool IsBroken => _broken;

    public void Dispose() => _fifo.Dispose();
}
