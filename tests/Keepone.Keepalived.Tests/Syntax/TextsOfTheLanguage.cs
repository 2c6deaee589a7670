using CsCheck;

namespace Keepone.Keepalived.Tests.Syntax;

/// <summary>Texts that have what the language is made of, in any order.</summary>
public static class TextsOfTheLanguage
{
    private static readonly string[] All =
    [
        " ", "\n", "\t", "\r\n", "{", "}", "\"", "'", "\\", "#", "!", "@a ", "@^a ", "@", "$A", "${A}", "$A=", "$B=$A \\\n", "~SEQ(A, 2) ", "~LST({A, B}, {1, 2}) ",
        "include ", "includer x", "vrrp_instance ONE {\n", "priority 100\n", "virtual_ipaddress {", "10.0.0.1/24", "script \"a b\"\n", "\0", "é", "\uFEFF",
    ];

    private static readonly Gen<string> Pieces = Gen.Int[0, All.Length - 1].Select(index => All[index]);

    /// <summary>Mostly of such pieces, some of anything.</summary>
    public static Gen<string> Any { get; } = Gen.Frequency(
        (9, Gen.OneOf(Pieces, Pieces, Pieces, Gen.String[Gen.Char["ab1 {}"], 0, 4]).Array[0, 60].Select(string.Concat)),
        (1, Gen.String[0, 200]));
}
