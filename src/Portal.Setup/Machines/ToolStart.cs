using System;
using System.Collections.Generic;
using System.Text;

namespace Portal.Setup.Machines;

/// <summary>A program to run.</summary>
internal sealed class ToolStart
{
    public ToolStart(string file, params string[] arguments)
    {
        File = file;
        Arguments = Quote(arguments);
    }

    public string File { get; }

    /// <summary>As one text, which is what Windows hands on.</summary>
    public string Arguments { get; set; }

    public string? Folder { get; set; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>After this it is ended: a program that waits for somebody waits for ever.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Words so that the rules of Microsoft's C runtime part them again.</summary>
    public static string Quote(params string[] words)
    {
        var quoted = new List<string>();
        foreach (var word in words)
        {
            quoted.Add(QuoteWord(word));
        }

        return string.Join(" ", quoted.ToArray());
    }

    private static string QuoteWord(string word)
    {
        if (word != "" && word.IndexOfAny([' ', '\t', '"']) < 0)
        {
            return word;
        }

        // Backslashes count only before a quotation mark, where each is doubled.
        var quoted = new StringBuilder("\"");
        var slashes = 0;
        foreach (var c in word)
        {
            if (c == '\\')
            {
                slashes++;
                continue;
            }

            quoted.Append('\\', c == '"' ? slashes * 2 + 1 : slashes).Append(c);
            slashes = 0;
        }

        return quoted.Append('\\', slashes * 2).Append('"').ToString();
    }
}

/// <summary>How a program ended.</summary>
internal sealed class ToolEnd(long code, string output, bool isTimeout)
{
    /// <summary>As Windows counts: unsigned, 3010.</summary>
    public long Code { get; } = code;

    /// <summary>What it said, to both its outputs.</summary>
    public string Output { get; } = output;

    /// <summary>It was ended because it took too long.</summary>
    public bool IsTimeout { get; } = isTimeout;
}
