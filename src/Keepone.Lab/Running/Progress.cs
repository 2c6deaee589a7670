using System.Globalization;
using Keepone.Lab.Meters;

namespace Keepone.Lab.Running;

/// <summary>Tells a person what happens while it happens: one line each, on standard error, so that results stay alone.</summary>
internal sealed class Progress(TextWriter writer, MeterClock clock)
{
    /// <summary>Says something.</summary>
    /// <param name="sentence">What happens, as a phrase.</param>
    public void Say(string sentence) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Now.TotalSeconds,8:0.000} s  {sentence}"));
}
