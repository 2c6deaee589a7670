namespace Keepone.Node.Tests.Packaging;

/// <summary>A unit file of the repository.</summary>
internal sealed class SystemdUnit
{
    private SystemdUnit(string path) => (Path, Text) = (path, File.ReadAllText(path));

    internal static SystemdUnit Agent { get; } = new(Find("keepone-agent.service"));

    internal static SystemdUnit Controller { get; } = new(Find("keepone-controller.service"));

    internal static SystemdUnit Witness { get; } = new(Find("keepone-witness.service"));

    internal static SystemdUnit Of(string name) => name switch
    {
        "keepone-agent.service" => Agent,
        "keepone-controller.service" => Controller,
        _ => Witness,
    };

    internal string Path { get; }

    internal string Text { get; }

    /// <summary>The value of a setting that is there once.</summary>
    internal string this[string setting] =>
        Text.Split('\n').Single(line => line.StartsWith($"{setting}=", StringComparison.Ordinal))[(setting.Length + 1)..];

    private static string Find(string name)
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(directory, "Keepone.slnx")))
        {
            directory = System.IO.Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("the tests do not run inside the repository");
        }

        return System.IO.Path.Combine(directory, "packaging", "systemd", name);
    }
}
