namespace Portal.Packaging.Manifests;

/// <summary>
/// Processor architectures: one canonical name each, and the ways in which packages, drivers and kernels spell it.
/// </summary>
public static class Architectures
{
    // The canonical name comes first. Sources: dpkg's cputable, rpm's rpmrc, PROCESSOR_ARCHITECTURE and INF decorations on
    // Windows, `uname -m`.
    private static readonly string[][] Table =
    [
        ["x86_64", "amd64", "x64", "x86-64"],
        ["x86", "i386", "i486", "i586", "i686", "ia32", "win32"],
        ["aarch64", "arm64"],
        ["armv7", "arm", "armhf", "armv7l", "armv7hl"],
        ["ppc64le", "ppc64el"],
        ["s390x"],
        ["riscv64"],
        ["loongarch64", "loong64"],
    ];

    private static readonly Dictionary<string, string> CanonicalBySpelling = Table
        .SelectMany(names => names.Select(name => KeyValuePair.Create(name, names[0])))
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The canonical names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Table.Select(names => names[0])];

    /// <summary>Every spelling of every architecture, the longest first.</summary>
    internal static IReadOnlyList<string> SpellingsByLength { get; } =
    [
        .. CanonicalBySpelling
            .Keys.OrderByDescending(s => s.Length)
            .ThenBy(s => s, StringComparer.Ordinal),
    ];

    /// <summary>The canonical name of a spelling in any case (<c>AMD64</c> is <c>x86_64</c>); null when it is unknown.</summary>
    public static string? Canonical(string spelling) =>
        CanonicalBySpelling.GetValueOrDefault(spelling);

    /// <summary>
    /// The length of the architecture's spelling with which the text begins, in any case; 0 when there is none. The longest
    /// spelling of any architecture decides, so <c>x86_64.msi</c> does not begin with <c>x86</c>.
    /// </summary>
    internal static int SpelledAtStart(ReadOnlySpan<char> text, string architecture)
    {
        foreach (var spelling in SpellingsByLength)
        {
            if (text.StartsWith(spelling, StringComparison.OrdinalIgnoreCase))
            {
                var ends =
                    spelling.Length == text.Length
                    || !char.IsAsciiLetterOrDigit(text[spelling.Length]);
                return ends && CanonicalBySpelling[spelling] == architecture ? spelling.Length : 0;
            }
        }

        return 0;
    }
}
