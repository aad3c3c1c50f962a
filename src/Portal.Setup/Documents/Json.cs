using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Portal.Setup.Documents;

/// <summary>Writes JSON: what is not plain ASCII is escaped, so that every reader takes it.</summary>
internal static class Json
{
    /// <summary>A string, or null.</summary>
    public static string Text(string? text)
    {
        if (text == null)
        {
            return "null";
        }

        var written = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c == '"' || c == '\\')
            {
                written.Append('\\').Append(c);
            }
            else if (c >= ' ' && c <= '~')
            {
                written.Append(c);
            }
            else if (c == '\n')
            {
                written.Append("\\n");
            }
            else
            {
                written.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return written.Append('"').ToString();
    }

    public static string Truth(bool? value)
    {
        return value == null ? "null"
            : value.Value ? "true"
            : "false";
    }

    public static string Number(long? value)
    {
        return value == null ? "null" : value.Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A list of strings.</summary>
    public static string List(IEnumerable<string> texts)
    {
        var written = new List<string>();
        foreach (var text in texts)
        {
            written.Add(Text(text));
        }

        return "[" + string.Join(",", written.ToArray()) + "]";
    }

    /// <summary>Plain ASCII and line ends, as the result document's reasons and logs are.</summary>
    public static string Plain(string text)
    {
        var written = new StringBuilder();
        foreach (var c in text.Replace("\r\n", "\n"))
        {
            written.Append(
                c == '\n' || (c >= ' ' && c <= '~') ? c
                : c == '\t' ? ' '
                : '?'
            );
        }

        return written.ToString();
    }
}
