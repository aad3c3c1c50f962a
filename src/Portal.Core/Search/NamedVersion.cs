using System.Text.RegularExpressions;

namespace Portal.Search;

/// <summary>
/// Words that name a version: <c>guest-tools 4.4</c>, <c>guest-tools/4.4</c>, <c>guest-tools-4.4.iso</c>, or <c>4.4</c>
/// alone.
/// </summary>
/// <param name="Name">Null: of whatever.</param>
internal sealed partial record NamedVersion(string? Name, string Version)
{
    /// <summary>Null: the words name no version.</summary>
    public static NamedVersion? Read(string text)
    {
        var match = Shape().Match(text);
        return match.Success
            ? new(
                match.Groups["name"] is { Success: true } name
                    ? name.Value.ToLowerInvariant()
                    : null,
                match.Groups["version"].Value
            )
            : null;
    }

    [GeneratedRegex(
        @"\A(?:(?<name>[A-Za-z0-9][A-Za-z0-9-]{0,62}?)(?:\s+v?|[/=@_-]))?(?<version>[0-9][0-9A-Za-z.~+:-]{0,63}?)(?:\.iso)?\z",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Shape();
}
