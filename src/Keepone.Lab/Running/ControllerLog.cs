using System.Text.Json;
using Keepone.Lab.Meters;

namespace Keepone.Lab.Running;

/// <summary>A line of the controller's log.</summary>
/// <param name="Time">When the lab read it, from the start of the run.</param>
/// <param name="EventId">The event's stable number (docs/runbook.md).</param>
/// <param name="Level">The level, such as Error.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Incident">The number of the incident that it is about; null: none.</param>
internal sealed record ControllerLine(TimeSpan Time, int EventId, string Level, string Message, long? Incident);

/// <summary>The controller's log as it is written: JSON lines from its standard output.</summary>
internal sealed class ControllerLog(MeterClock clock, Bulletin bulletin)
{
    private const int MultipleMasters = 2001;
    private const int MultipleMastersSuspected = 2002;
    private const int NoMaster = 2003;
    private const int IncidentClosed = 2005;
    private const int ListensForAgents = 2303;

    private const int MostLines = 10_000;

    private readonly Lock _gate = new();
    private readonly List<ControllerLine> _lines = [];

    /// <summary>How often a controller began to take agents.</summary>
    public int Starts => Count(line => line.EventId == ListensForAgents);

    /// <summary>How many incidents it has opened.</summary>
    public int Opened => Incidents(IsOpening);

    /// <summary>How many incidents it has closed.</summary>
    public int Closed => Incidents(line => line.EventId == IncidentClosed);

    /// <summary>The error line about two masters on alive agents: the first one; null: there is none.</summary>
    public ControllerLine? TwoMasters
    {
        get
        {
            lock (_gate)
            {
                return _lines.Find(line => line is { EventId: MultipleMasters, Level: "Error" });
            }
        }
    }

    /// <summary>The warning that there may be two masters, one of them on a dead agent: the first one; null: there is none.</summary>
    public ControllerLine? Suspicion
    {
        get
        {
            lock (_gate)
            {
                return _lines.Find(line => line.EventId == MultipleMastersSuspected);
            }
        }
    }

    /// <summary>The latest line that opens an incident; null: there is none.</summary>
    public ControllerLine? LastOpening
    {
        get
        {
            lock (_gate)
            {
                return _lines.FindLast(IsOpening);
            }
        }
    }

    /// <summary>Takes a line of the controller's output; what is no JSON log line is left to the log file.</summary>
    /// <param name="text">The line.</param>
    public void Take(string text)
    {
        var time = clock.Now;
        if (!text.StartsWith('{'))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var line = Read(document.RootElement, time);
            lock (_gate)
            {
                if (_lines.Count < MostLines)
                {
                    _lines.Add(line);
                }
            }

            bulletin.Publish();
        }
        catch (JsonException)
        {
            // Not a log line.
        }
    }

    private static ControllerLine Read(JsonElement line, TimeSpan time)
    {
        long? incident = null;
        if (line.TryGetProperty("State", out var state) && state.ValueKind == JsonValueKind.Object
            && state.TryGetProperty("incident", out var number) && number.TryGetInt64(out var value))
        {
            incident = value;
        }

        var eventId = line.TryGetProperty("EventId", out var id) && id.TryGetInt32(out var known) ? known : 0;
        return new ControllerLine(time, eventId, Text(line, "LogLevel"), Text(line, "Message"), incident);
    }

    private static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsOpening(ControllerLine line) => line.EventId is >= MultipleMasters and <= NoMaster;

    private int Count(Func<ControllerLine, bool> condition)
    {
        lock (_gate)
        {
            return _lines.Count(condition);
        }
    }

    // A suspicion that is confirmed is told again under the same number.
    private int Incidents(Func<ControllerLine, bool> condition)
    {
        lock (_gate)
        {
            return _lines.Where(condition).Select(line => line.Incident).OfType<long>().Distinct().Count();
        }
    }
}
