namespace Keepone.Keepalived.Neutron;

/// <summary>One thing in Neutron's data of which no configuration can be made.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Path">The path of the key, such as <c>_interfaces[0].fixed_ips[1].ip_address</c>; empty for the whole file.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Remedy">What to do, or what Neutron does; empty when the expectation says it.</param>
public sealed record NeutronError(string File, string Path, string Found, string Expected, string Remedy = "")
{
    /// <summary>The error on one line: <c>FILE: PATH: found …, expected …; remedy</c>.</summary>
    /// <returns>The line, without a line end.</returns>
    public override string ToString() =>
        $"{File}: {(Path.Length == 0 ? "" : Path + ": ")}found {Found}, expected {Expected}{(Remedy.Length == 0 ? "" : "; " + Remedy)}";
}
