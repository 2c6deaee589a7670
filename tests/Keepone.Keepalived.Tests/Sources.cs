namespace Keepone.Keepalived.Tests;

/// <summary>Where the repository is.</summary>
internal static class Sources
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Keepone.slnx")))
        {
            root = root.Parent ?? throw new InvalidOperationException("not inside the repository");
        }

        return root.FullName;
    }
}
