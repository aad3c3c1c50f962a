namespace Portal.Protocol.Advisories;

/// <summary>How bad a security problem is, in words: a number would ask for a way of counting.</summary>
public static class Severities
{
    public const string Low = "low";
    public const string Medium = "medium";
    public const string High = "high";
    public const string Critical = "critical";

    /// <summary>The least bad first.</summary>
    public static readonly IReadOnlyList<string> All = [Low, Medium, High, Critical];

    /// <summary>From 0 for the least bad; -1 for a word that is none.</summary>
    public static int Rank(string? severity)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == severity)
            {
                return i;
            }
        }

        return -1;
    }
}
