using System.Collections.Immutable;
using System.Text;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model.Reading;

/// <summary>
/// Cuts the command line of a script as keepalived does since 2.0.6 (set_script_params_array() of lib/notify.c): the line is cut into words, and the
/// first one after the keyword is cut again, into program and arguments. Both times quotes of both kinds and escapes as in C count
/// (alloc_strvec_quoted_escaped() of lib/parser.c). Thus arguments belong into the quotes of the program.
/// </summary>
internal static class CommandLine
{
    /// <summary>Cuts the line of a script.</summary>
    /// <param name="entry">The line; its first word is the keyword.</param>
    /// <returns>Program and arguments, and the words after them; or what is wrong.</returns>
    internal static (ImmutableArray<string> Command, ImmutableArray<string> Following, string? Trouble) Cut(Entry entry)
    {
        var (words, trouble) = CutWords(entry.Text);
        if (words.Length < 2)
        {
            return ([], [], trouble);
        }

        var (command, inner) = CutWords(words[1]);
        return (command, words[2..], inner);
    }

    private static (ImmutableArray<string> Words, string? Trouble) CutWords(string text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var position = 0;
        while (true)
        {
            while (position < text.Length && Lexer.IsBlank(text[position]))
            {
                position++;
            }

            if (position == text.Length)
            {
                return (words.ToImmutable(), null);
            }

            var (word, next, trouble) = CutWord(text, position);
            if (trouble is not null)
            {
                return ([], trouble);
            }

            words.Add(word);
            position = next;
        }
    }

    private static (string Word, int Next, string? Trouble) CutWord(string text, int position)
    {
        var word = new StringBuilder();
        var quote = '\0';
        while (position < text.Length)
        {
            var sign = text[position];
            if (sign == '\\')
            {
                if (position + 1 == text.Length)
                {
                    return ("", position, "nothing follows the last '\\'");
                }

                position = Escape(text, position + 1, word);
            }
            else if (quote != '\0')
            {
                position++;
                quote = sign == quote ? '\0' : quote;
                word.Append(quote == '\0' ? "" : sign);
            }
            else if (sign is '"' or '\'')
            {
                quote = sign;
                position++;
            }
            else if (Lexer.IsBlank(sign))
            {
                break;
            }
            else
            {
                word.Append(sign);
                position++;
            }
        }

        return quote == '\0' ? (word.ToString(), position, null) : ("", position, $"the quote {quote} is not closed");
    }

    // What follows a backslash; gives where the text goes on.
    private static int Escape(string text, int position, StringBuilder word)
    {
        var sign = text[position];
        var value = 0;
        if (sign == 'x' && position + 1 < text.Length && char.IsAsciiHexDigit(text[position + 1]))
        {
            for (position++; position < text.Length && char.IsAsciiHexDigit(text[position]); position++)
            {
                value = ((value << 4) | Convert.ToInt32(text[position].ToString(), 16)) & 0xFF;
            }
        }
        else if (sign == 'c' && position + 1 < text.Length)
        {
            value = text[position + 1] & 0x1F;
            position += 2;
        }
        else if (sign is >= '0' and <= '7')
        {
            for (var digits = 0; digits < 3 && position < text.Length && text[position] is >= '0' and <= '7'; digits++, position++)
            {
                value = ((value << 3) + (text[position] - '0')) & 0xFF;
            }
        }
        else
        {
            value = sign switch
            {
                'a' => '\a',
                'b' => '\b',
                'E' => '\e',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\v',
                _ => sign,
            };
            position++;
        }

        word.Append((char)value);
        return position;
    }
}
