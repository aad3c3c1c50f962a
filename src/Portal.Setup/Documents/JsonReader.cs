using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Portal.Setup.Documents;

/// <summary>
/// Reads JSON of our own making: objects as dictionaries, lists, strings, whole numbers as long, true, false and null.
/// </summary>
internal sealed class JsonReader
{
    private const int MaximumDepth = 16;

    private readonly string _text;
    private int _at;

    private JsonReader(string text)
    {
        _text = text;
    }

    /// <exception cref="FormatException">It is anything else.</exception>
    public static object? Read(string text)
    {
        var reader = new JsonReader(text);
        var value = reader.Value(0);
        reader.Space();
        if (reader._at != text.Length)
        {
            throw reader.Wrong();
        }

        return value;
    }

    private object? Value(int depth)
    {
        Space();
        if (_at >= _text.Length || depth > MaximumDepth)
        {
            throw Wrong();
        }

        switch (_text[_at])
        {
            case '{':
                return Object(depth);
            case '[':
                return List(depth);
            case '"':
                return Text();
            case 't':
                Expect("true");
                return true;
            case 'f':
                Expect("false");
                return false;
            case 'n':
                Expect("null");
                return null;
            default:
                return Number();
        }
    }

    private Dictionary<string, object?> Object(int depth)
    {
        var read = new Dictionary<string, object?>(StringComparer.Ordinal);
        Expect("{");
        if (!TryTake('}'))
        {
            do
            {
                Space();
                var key = Text();
                Space();
                Expect(":");
                read[key] = Value(depth + 1);
            } while (TryTake(','));
            Space();
            Expect("}");
        }

        return read;
    }

    private List<object?> List(int depth)
    {
        var read = new List<object?>();
        Expect("[");
        if (!TryTake(']'))
        {
            do
            {
                read.Add(Value(depth + 1));
            } while (TryTake(','));
            Space();
            Expect("]");
        }

        return read;
    }

    private string Text()
    {
        Expect("\"");
        var read = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length)
            {
                throw Wrong();
            }

            var c = _text[_at++];
            if (c == '"')
            {
                return read.ToString();
            }

            read.Append(c == '\\' ? Escaped() : c);
        }
    }

    private char Escaped()
    {
        if (_at >= _text.Length)
        {
            throw Wrong();
        }

        var c = _text[_at++];
        switch (c)
        {
            case '"':
            case '\\':
            case '/':
                return c;
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                ushort code;
                if (
                    _at + 4 <= _text.Length
                    && ushort.TryParse(
                        _text.Substring(_at, 4),
                        NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture,
                        out code
                    )
                )
                {
                    _at += 4;
                    return (char)code;
                }

                throw Wrong();
            default:
                throw Wrong();
        }
    }

    private long Number()
    {
        var begin = _at;
        while (
            _at < _text.Length && (_text[_at] == '-' || (_text[_at] >= '0' && _text[_at] <= '9'))
        )
        {
            _at++;
        }

        long number;
        if (
            !long.TryParse(
                _text.Substring(begin, _at - begin),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out number
            )
        )
        {
            throw Wrong();
        }

        return number;
    }

    private bool TryTake(char c)
    {
        Space();
        if (_at < _text.Length && _text[_at] == c)
        {
            _at++;
            return true;
        }

        return false;
    }

    private void Expect(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
        {
            throw Wrong();
        }

        _at += word.Length;
    }

    private void Space()
    {
        while (_at < _text.Length && " \t\r\n".IndexOf(_text[_at]) >= 0)
        {
            _at++;
        }
    }

    private FormatException Wrong()
    {
        return new FormatException(
            "It is no JSON of ours at character " + _at.ToString(CultureInfo.InvariantCulture) + "."
        );
    }
}
