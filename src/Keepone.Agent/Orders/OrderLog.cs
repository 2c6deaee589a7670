using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Orders;

/// <summary>What the agent logs of operators' orders: 1400. Who and why are always in it.</summary>
internal static partial class OrderLog
{
    [LoggerMessage(EventId = 1401, EventName = "OrderGiven", Level = LogLevel.Warning,
        Message = "Order of {By}: {Order}, until {Until:yyyy-MM-dd HH:mm:ss}Z. Reason given: '{Why}'.")]
    public static partial void Given(ILogger logger, string order, string by, DateTime until, string why);

    [LoggerMessage(EventId = 1402, EventName = "OrderTakenBack", Level = LogLevel.Warning,
        Message = "{By} took back an order: {Order}. Reason given: '{Why}'.")]
    public static partial void TakenBack(ILogger logger, string order, string by, string why);

    [LoggerMessage(EventId = 1403, EventName = "OrderEnded", Level = LogLevel.Information,
        Message = "An order of {By} is over: {Order}.")]
    public static partial void Ended(ILogger logger, string order, string by);

    [LoggerMessage(EventId = 1404, EventName = "OrderRemembered", Level = LogLevel.Warning,
        Message = "An order of {By} from before the agent started is in force: {Order}, until {Until:yyyy-MM-dd HH:mm:ss}Z. Reason given: '{Why}'.")]
    public static partial void Remembered(ILogger logger, string order, string by, DateTime until, string why);

    [LoggerMessage(EventId = 1405, EventName = "OrderRefused", Level = LogLevel.Warning,
        Message = "An order of {By} is refused: {Order}. {Reason}")]
    public static partial void Refused(ILogger logger, string order, string by, string reason);

    [LoggerMessage(EventId = 1406, EventName = "OrderBookProblem", Level = LogLevel.Error, Message = "Operators' orders: {Problem}.")]
    public static partial void BookProblem(ILogger logger, string problem);
}
