namespace Keepone.Keepalived.Import;

/// <summary>Names of keepalived's in the form that specifications take.</summary>
internal static class ImportNames
{
    private const int Longest = 63;

    internal static string Of(string name)
    {
        var signs = string.Concat(name.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '_' or '-' ? sign : '-'));
        var begun = signs.Length > 0 && char.IsAsciiLetterOrDigit(signs[0]) ? signs : $"x{signs}";
        return begun[..Math.Min(begun.Length, Longest)];
    }
}
