using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Reporting;

internal static partial class ReportingLog
{
    [LoggerMessage(EventId = 1301, EventName = "ControllerConnected", Level = LogLevel.Information,
        Message = "Connected to controller {Controller} at {Endpoint}.")]
    internal static partial void Connected(ILogger logger, string controller, string endpoint);

    [LoggerMessage(EventId = 1302, EventName = "ControllerNotConnected", Level = LogLevel.Warning,
        Message = "{Trouble} Routers are guarded without it; the agent keeps trying.")]
    internal static partial void NotConnected(ILogger logger, string trouble);
}
