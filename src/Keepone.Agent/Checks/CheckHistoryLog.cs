using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Checks;

internal static partial class CheckHistoryLog
{
    [LoggerMessage(EventId = 1491, EventName = "CheckHistoryNotWritten", Level = LogLevel.Warning,
        Message = "The history of checks cannot be written to {File}: {Problem}. {Count} records of it are lost, more may follow. Checks go on.")]
    internal static partial void NotWritten(ILogger logger, string file, string problem, int count);

    [LoggerMessage(EventId = 1492, EventName = "CheckHistoryWrittenAgain", Level = LogLevel.Information,
        Message = "The history of checks is written to {File} again. {Count} records of it were lost.")]
    internal static partial void WrittenAgain(ILogger logger, string file, long count);
}
