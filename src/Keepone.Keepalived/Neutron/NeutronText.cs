using System.Buffers;

namespace Keepone.Keepalived.Neutron;

/// <summary>Lines of text as Neutron joins them: with a line feed between them, and none at the end.</summary>
internal sealed class NeutronText
{
    // A router with some thirty addresses. Borrowed, because a node has hundreds of routers and their texts are short-lived.
    private const int UsualLength = 4096;

    private char[] _text = ArrayPool<char>.Shared.Rent(UsualLength);
    private int _length;

    /// <summary>Adds a line made of parts.</summary>
    public NeutronText Line(params ReadOnlySpan<string> parts)
    {
        if (_length > 0)
        {
            Add("\n");
        }

        foreach (var part in parts)
        {
            Add(part);
        }

        return this;
    }

    /// <summary>The text; nothing can be added afterwards.</summary>
    public string Finish()
    {
        var whole = new string(_text, 0, _length);
        ArrayPool<char>.Shared.Return(_text);
        _text = [];
        return whole;
    }

    private void Add(string part)
    {
        if (_length + part.Length > _text.Length)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(2 * _text.Length, _length + part.Length));
            _text.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<char>.Shared.Return(_text);
            _text = larger;
        }

        part.CopyTo(_text.AsSpan(_length));
        _length += part.Length;
    }
}
