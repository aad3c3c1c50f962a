using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Portal.Setup.Kinds;

/// <summary>What an INF file says in its section Version: no more is asked of it here.</summary>
internal static class InfVersion
{
    /// <summary>Keys in any case, values without quotation marks and comments.</summary>
    public static IDictionary<string, string> Read(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var isVersion = false;
        foreach (var raw in Text(path).Split('\n'))
        {
            var line = raw.Trim();
            var comment = line.IndexOf(';');
            if (comment >= 0)
            {
                line = line.Substring(0, comment).TrimEnd();
            }

            if (line.StartsWith("[", StringComparison.Ordinal))
            {
                isVersion = line.Equals("[Version]", StringComparison.OrdinalIgnoreCase);
            }
            else if (isVersion && line.IndexOf('=') is var equals and > 0)
            {
                values[line.Substring(0, equals).Trim()] = line.Substring(equals + 1)
                    .Trim()
                    .Trim('"');
            }
        }

        return values;
    }

    // UTF-16 with its mark, else what passes for ANSI: the names that count are ASCII.
    private static string Text(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return bytes.Length > 1 && bytes[0] == 0xFF && bytes[1] == 0xFE
            ? Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2)
            : Encoding.GetEncoding("iso-8859-1").GetString(bytes);
    }
}
