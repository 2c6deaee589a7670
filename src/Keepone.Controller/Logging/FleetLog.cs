using Keepone.Controller.Fleet;
using Keepone.Core.Diagnosis;

namespace Keepone.Controller.Logging;

/// <summary>What of the fleet's effects is worth a line, and at which level (DESIGN §8).</summary>
internal static class FleetLog
{
    internal static void Write(ILogger logger, FleetEffect effect)
    {
        switch (effect)
        {
            case IncidentChanged incident:
                Write(logger, incident);
                break;
            case OverlapRecorded recorded:
                var overlap = recorded.Overlap;
                Log.OverlapRecorded(
                    logger, overlap.Sentence, overlap.RouterName, string.Join(',', overlap.Nodes), overlap.Length.TotalMilliseconds);
                break;
            case DiagnosisChanged { Diagnosis: var diagnosis } when diagnosis.Status is not (RouterStatus.MultipleMasters or RouterStatus.NoMaster):
                Log.RouterStatusChanged(
                    logger, diagnosis.RouterName, diagnosis.Status, diagnosis.Reason, diagnosis.Certainty.ToString(), diagnosis.Cause);
                break;
            case NodeChanged node:
                Write(logger, node.Node);
                break;
            case SessionReplaced { SameAgent: false } replaced:
                Log.AgentReplaced(logger, replaced.Node);
                break;
            case StateChangesForgotten forgotten:
                Log.StateChangesForgotten(logger, forgotten.Node, forgotten.Count);
                break;
            case CheckNoticed noticed:
                Write(logger, noticed.News);
                break;
            case KeptMasterChanged { Sentence: { } sentence } kept:
                Log.SickMasterKept(logger, sentence, kept.Router);
                break;
            case KeptMasterChanged over:
                Log.SickMasterOver(logger, over.Router);
                break;
            case OrderRecorded { Order: var order }:
                Action<ILogger, string, string, string?, string, string> write = order.Taken ? Log.OrderGiven : Log.OrderNotTaken;
                write(logger, order.Sentence, order.Node, order.RouterName, order.By, order.Why);
                break;
            case Stalled stalled:
                Log.Stalled(logger, stalled.Length.TotalSeconds);
                break;
            default:
                break;
        }
    }

    private static void Write(ILogger logger, CheckNews news)
    {
        Action<ILogger, string, string, string, string> write = news.Kind switch
        {
            CheckNewsKind.Broke => Log.CheckBroken,
            CheckNewsKind.Mended => Log.CheckWorksAgain,
            _ => Log.CheckHeld,
        };
        write(logger, news.Sentence, news.Router, news.Node, news.Check);
    }

    private static void Write(ILogger logger, NodeState node)
    {
        switch (node.Liveness.State)
        {
            case AgentState.Alive:
                Log.AgentConnected(logger, node.Name, node.AgentVersion);
                break;
            case AgentState.Dead:
                Log.AgentDead(logger, node.Name, node.Liveness.LastHeard.UtcDateTime);
                break;
            case AgentState.Stopped:
                Log.AgentStopped(logger, node.Name, node.Farewell ?? "no reason given");
                break;
            default:
                break;
        }
    }

    private static void Write(ILogger logger, IncidentChanged changed)
    {
        var (e, number) = (changed.Event, changed.Incident.Number);
        Action<ILogger, string, string, long, string, string, string, string> write = e.Kind switch
        {
            IncidentEventKind.Closed => Log.IncidentClosed,
            IncidentEventKind.Changed => Log.IncidentChanged,
            _ when e.IsError => Log.MultipleMasters,
            _ when e.Status == RouterStatus.MultipleMasters => Log.MultipleMastersSuspected,
            _ => Log.NoMaster,
        };
        write(
            logger, e.Sentence, e.RouterName, number, e.Status.ToString(), e.Certainty.ToString(), e.Cause, string.Join(',', e.Masters));
    }
}
