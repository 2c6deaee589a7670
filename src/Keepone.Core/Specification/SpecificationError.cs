namespace Keepone.Core.Specification;

/// <summary>One mistake in a file that an operator wrote.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Key">The path of the key, such as <c>ha.addresses.net-1</c>; empty for the whole document.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Remedy">What to do; empty when the expectation says it.</param>
public sealed record SpecificationError(string File, int Line, string Key, string Found, string Expected, string Remedy = "")
{
    /// <summary>The error on one line: <c>FILE:LINE: KEY: found …, expected …; remedy</c>.</summary>
    /// <returns>The line, without a line end.</returns>
    public override string ToString() =>
        $"{File}:{Line}: {(Key.Length == 0 ? "" : Key + ": ")}found {Found}, expected {Expected}{(Remedy.Length == 0 ? "" : "; " + Remedy)}";
}
