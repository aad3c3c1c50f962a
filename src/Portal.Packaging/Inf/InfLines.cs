using System.Text;

namespace Portal.Packaging.Inf;

/// <summary>
/// Splits the text of an INF file into logical lines and those into parts: ';' begins a comment and '\' at the end of a line
/// joins the next, both outside of quotes; within them two quotes are one. A quote that is not closed ends with its line.
/// </summary>
internal static class InfLines
{
    /// <summary>A section's name, for <c>[name]</c>, or a line of the section before it.</summary>
    public readonly record struct Part(string? Section, InfLine? Line);

    public static IEnumerable<Part> Read(string text)
    {
        var position = 0;
        while (position < text.Length)
        {
            var (fields, hasKey) = ReadLine(text, ref position);
            if (fields is [{ WasQuoted: false } only] && !hasKey && only.Text.StartsWith('['))
            {
                yield return new Part(only.Text[1..].Split(']', 2)[0].Trim(), null);
            }
            else if (fields.Count > 1 || fields[0].Text.Length > 0 || fields[0].WasQuoted)
            {
                var texts = fields.ConvertAll(field => field.Text);
                yield return new Part(
                    null,
                    hasKey ? new InfLine(texts[0], texts[1..]) : new InfLine(null, texts)
                );
            }
        }
    }

    private readonly record struct Field(string Text, bool WasQuoted);

    private static (List<Field> Fields, bool HasKey) ReadLine(string text, ref int position)
    {
        var fields = new List<Field>();
        var (field, hasKey) = (new StringBuilder(), false);
        // Text in quotes keeps its spaces: only what lies behind this may be trimmed away.
        var (quoted, wasQuoted, kept) = (false, false, 0);

        void End()
        {
            while (field.Length > kept && char.IsWhiteSpace(field[^1]))
            {
                field.Length--;
            }

            fields.Add(new Field(field.ToString(), wasQuoted));
            field.Clear();
            (wasQuoted, kept) = (false, 0);
        }

        while (position < text.Length)
        {
            var c = text[position++];
            if (c is '\r' or '\n' or '\u001A')
            {
                break;
            }

            if (c == '"')
            {
                if (quoted && position < text.Length && text[position] == '"')
                {
                    field.Append('"');
                    position++;
                }
                else
                {
                    quoted = !quoted;
                    wasQuoted = true;
                }

                kept = field.Length;
            }
            else if (quoted)
            {
                field.Append(c);
                kept = field.Length;
            }
            else if (c == ';')
            {
                position = EndOfLine(text, position);
                break;
            }
            else if (c == '\\' && ContinuesAt(text, position) is { } next)
            {
                position = next;
            }
            else if (c == '=' && !hasKey && fields.Count == 0)
            {
                End();
                hasKey = true;
            }
            else if (c == ',')
            {
                End();
            }
            else if (field.Length > 0 || !char.IsWhiteSpace(c))
            {
                field.Append(c);
            }
        }

        End();
        return (fields, hasKey);
    }

    private static int EndOfLine(string text, int position)
    {
        var end = text.AsSpan(position).IndexOfAny('\r', '\n');
        return end < 0 ? text.Length : position + end;
    }

    /// <summary>Where the next line begins, when nothing but white space and a comment lies between; null otherwise.</summary>
    private static int? ContinuesAt(string text, int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t')
        {
            position++;
        }

        if (position < text.Length && text[position] == ';')
        {
            position = EndOfLine(text, position);
        }

        if (position >= text.Length)
        {
            return text.Length;
        }

        return text[position] switch
        {
            '\r' when position + 1 < text.Length && text[position + 1] == '\n' => position + 2,
            '\r' or '\n' => position + 1,
            _ => null,
        };
    }
}
