using System.Text;

namespace Keepone.Keepalived.Syntax;

/// <summary>
/// The text of a file and back, byte for byte: keepalived reads bytes, so a file need not be UTF-8. One that is not is taken for ISO 8859-1,
/// in which every byte is a sign.
/// </summary>
/// <param name="Text">The text.</param>
/// <param name="IsUtf8">Whether it is UTF-8.</param>
public sealed record SourceText(string Text, bool IsUtf8)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">What a file holds.</param>
    /// <returns>Its text.</returns>
    public static SourceText Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes)
            ? new SourceText(Strict.GetString(bytes), IsUtf8: true)
            : new SourceText(Encoding.Latin1.GetString(bytes), IsUtf8: false);

    /// <summary>Writes a text as this one was read.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its bytes.</returns>
    public byte[] Encode(string text) => (IsUtf8 ? Strict : Encoding.Latin1).GetBytes(text);
}
