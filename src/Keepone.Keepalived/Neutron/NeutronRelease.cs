namespace Keepone.Keepalived.Neutron;

/// <summary>The releases of Neutron whose form is known. Between them only the routes differ, and what options the agent refuses.</summary>
public enum NeutronRelease
{
    /// <summary>Zed, of Debian 12.</summary>
    Zed,

    /// <summary>
    /// The development branch of 2026. Its routes are marked as static, since 2022: else keepalived and the agent each add theirs, and the
    /// second one fails (Neutron c813b658d0, bug 1956846).
    /// </summary>
    Master,
}

/// <summary>The names of the releases.</summary>
public static class NeutronReleases
{
    /// <summary>What <see cref="TryParse"/> accepts.</summary>
    public const string Names = "21.0.0 or master";

    /// <summary>Reads a release's name.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="release">The release, when the text names one.</param>
    /// <returns>Whether it does.</returns>
    public static bool TryParse(string? text, out NeutronRelease release)
    {
        release = text == "master" ? NeutronRelease.Master : NeutronRelease.Zed;
        return text is "21.0.0" or "master";
    }
}
