using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Witness;

/// <summary>Every text that a witness logs of its own. Event ids are stable: 1500 to 1599.</summary>
internal static partial class WitnessLog
{
    [LoggerMessage(EventId = 1501, EventName = "WitnessStarted", Level = LogLevel.Information,
        Message = "Witness {Name} {Version} runs; routers are read from {Directory}, keys from {Keys}.")]
    public static partial void Started(ILogger logger, string version, string name, string directory, string keys);

    [LoggerMessage(EventId = 1502, EventName = "WitnessStopped", Level = LogLevel.Information,
        Message = "Witness {Name} stops. {Promises} long promises outlive it, so that no router loses its master at once.")]
    public static partial void Stopped(ILogger logger, string name, int promises);

    [LoggerMessage(EventId = 1503, EventName = "WitnessServes", Level = LogLevel.Information, Message = "{Count} routers name witness {Name}.")]
    public static partial void Serves(ILogger logger, string name, int count);

    [LoggerMessage(EventId = 1504, EventName = "WitnessVote", Level = LogLevel.Information, Message = "Router {Router}: {Sentence}")]
    public static partial void Vote(ILogger logger, string router, string sentence);

    [LoggerMessage(EventId = 1505, EventName = "WitnessTrouble", Level = LogLevel.Error,
        Message = "Router {Router}: the witness cannot vote: {Trouble}. It is tried again.")]
    public static partial void Trouble(ILogger logger, string router, string trouble);

    [LoggerMessage(EventId = 1506, EventName = "WitnessRecovered", Level = LogLevel.Information, Message = "Router {Router}: the witness votes again.")]
    public static partial void Recovered(ILogger logger, string router);

    [LoggerMessage(EventId = 1507, EventName = "WitnessProblem", Level = LogLevel.Error, Message = "{Problem}.")]
    public static partial void Problem(ILogger logger, string problem);
}
