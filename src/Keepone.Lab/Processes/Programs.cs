namespace Keepone.Lab.Processes;

/// <summary>The programs that a lab needs, and where they are.</summary>
/// <param name="Keepone">The command that starts this very program: a path, or a runtime and an assembly.</param>
/// <param name="Controller">The path of the controller.</param>
public sealed record Programs(IReadOnlyList<string> Keepone, string Controller)
{
    /// <summary>The environment variable that names the controller when it is not beside this program.</summary>
    public const string ControllerVariable = "KEEPONE_CONTROLLER";

    /// <summary>Where programs are looked for: PATH, and the directories of administration programs, which a user's PATH may lack.</summary>
    public static string SearchPath => $"{Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"}:/usr/sbin:/sbin";

    private static readonly (string Program, string Package)[] Needed =
    [
        ("unshare", "util-linux"), ("nsenter", "util-linux"), ("setpriv", "util-linux"), ("setsid", "util-linux"), ("mount", "mount"), ("tini", "tini"),
        ("ip", "iproute2"), ("nft", "nftables"), ("hostname", "hostname"), ("cat", "coreutils"), ("keepalived", "keepalived"),
    ];

    /// <summary>Finds everything and checks the privilege.</summary>
    /// <returns>Where the programs are.</returns>
    /// <exception cref="LabException">Something is missing; the sentence says what to do.</exception>
    public static Programs Find()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new LabException("The lab makes network namespaces, which needs root; run it with sudo.", 3);
        }

        var missing = Needed.Where(needed => Which(needed.Program) is null).ToArray();
        if (missing.Length > 0)
        {
            throw new LabException(
                $"The lab needs {string.Join(", ", missing.Select(program => $"'{program.Program}'"))}, found in no directory of PATH; "
                + $"install them with: apt-get install {string.Join(' ', missing.Select(program => program.Package).Distinct())}", 3);
        }

        return new Programs(FindKeepone(), FindController());
    }

    private static string[] FindKeepone()
    {
        var path = Environment.ProcessPath ?? throw new LabException("The lab cannot find its own program: /proc is not mounted.", 3);

        // Started as `dotnet keepone.dll` the program is the runtime, and the assembly its first argument.
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Environment.GetCommandLineArgs()[0]] : [path];
    }

    private static string FindController()
    {
        var named = Environment.GetEnvironmentVariable(ControllerVariable);
        var path = string.IsNullOrEmpty(named) ? Path.Combine(AppContext.BaseDirectory, "keepone-controller") : Path.GetFullPath(named);
        return File.Exists(path)
            ? path
            : throw new LabException(
                $"The lab needs the controller, but there is no '{path}'; "
                + $"put keepone-controller beside keepone or its path into ${ControllerVariable}.", 3);
    }

    private static string? Which(string program) => SearchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
