using Keepone.Agent.Systemd;
using Keepone.Linux;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Keepone.Agent;

/// <summary>How the agent writes its log.</summary>
public enum LogFormat
{
    /// <summary>The journal with its fields where systemd runs the agent, elsewhere a line a message.</summary>
    Text = 0,

    /// <summary>A JSON object a line.</summary>
    Json,
}

/// <summary>Where the agent's log goes.</summary>
internal static class AgentLogging
{
    /// <summary>Sets the log up.</summary>
    /// <param name="logging">The log.</param>
    /// <param name="format">How it is to be written.</param>
    /// <param name="level">The least that is written.</param>
    public static void Configure(ILoggingBuilder logging, LogFormat format, LogLevel level = LogLevel.Information)
    {
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(options => (options.UseUtcTimestamp, options.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }
        else if (!StandardError.IsStream(Environment.GetEnvironmentVariable("JOURNAL_STREAM")))
        {
            logging.AddSimpleConsole(options =>
                (options.SingleLine, options.TimestampFormat, options.ColorBehavior) = (true, "yyyy-MM-ddTHH:mm:ss.fffzzz ", LoggerColorBehavior.Disabled));
        }
        else if (File.Exists(JournalLoggerProvider.DefaultSocket))
        {
            logging.AddProvider(new JournalLoggerProvider(JournalLoggerProvider.DefaultSocket));
        }
        else
        {
            // The journal reads the output, but is not to be spoken to: lines with their priority.
            logging.AddSystemdConsole();
        }
    }
}
