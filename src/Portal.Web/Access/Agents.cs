namespace Portal.Access;

/// <summary>What a browser says of itself, in two words that its owner recognises. It is a hint, not a proof.</summary>
internal static class Agents
{
    // The order decides: each names those after it, for the sake of old sites.
    private static readonly (string Sign, string Word)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Word)[] Systems =
    [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    /// <summary><c>Firefox on Linux</c>; the beginning of what it says where neither is known.</summary>
    public static string Describe(string? agent)
    {
        if (string.IsNullOrWhiteSpace(agent))
        {
            return "unknown";
        }

        var browser = Array.Find(Browsers, b => agent.Contains(b.Sign, StringComparison.Ordinal));
        var system = Array.Find(Systems, s => agent.Contains(s.Sign, StringComparison.Ordinal));
        return (browser.Word, system.Word) switch
        {
            (null, _) => agent.Length > 40 ? agent[..40] + "…" : agent,
            (var word, null) => word,
            var (word, on) => $"{word} on {on}",
        };
    }

    /// <summary>How a session began, as a list says it.</summary>
    public static string ToWord(this SessionMethod method, string? token) =>
        method switch
        {
            SessionMethod.Link => "one-time link",
            SessionMethod.Invitation => "invitation",
            SessionMethod.Password => "password and code",
            SessionMethod.Token => $"token {token}",
            SessionMethod.Proxy => "proxy",
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
        };
}
