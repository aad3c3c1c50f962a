using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Client;

namespace Portal.Cli.Images;

/// <summary>A release as a URL names it: its download folder, a file in it, its page, or its API.</summary>
internal sealed record ReleaseAddress(Uri Portal, string Product, string Version)
{
    public static bool IsUrl(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public static ReleaseAddress Parse(string text)
    {
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.UserInfo.Length == 0
            && Split(url) is { } found
            && Names.IsName(found.Product)
            && Names.IsReleaseVersion(found.Version)
            && PortalClientOptions.TryParseUrl(found.Root, out var portal)
        )
        {
            return new ReleaseAddress(portal, found.Product, found.Version);
        }

        throw CommandException.Usage(
            $"'{text}' is not the address of a release, such as https://tools.example.org/download/guest-tools/1.0/."
        );
    }

    private static (string Root, string Product, string Version)? Split(Uri url)
    {
        var segments = url
            .AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(Uri.UnescapeDataString)
            .ToArray();
        for (var i = 0; i < segments.Length; i++)
        {
            var rest = segments[(i + 1)..];
            (string, string)? found = (segments[i], rest) switch
            {
                ("download", [var product, var version, ..]) => (product, version),
                ("products", [var product, "releases", var version, ..]) => (product, version),
                _ => null,
            };
            if (found is var (name, number))
            {
                var before = segments[..i];
                before = before is [.. var front, "api", "v1"] ? front : before;
                return (
                    $"{url.GetLeftPart(UriPartial.Authority)}/{string.Concat(before.Select(s => Uri.EscapeDataString(s) + "/"))}",
                    name,
                    number
                );
            }
        }

        return null;
    }
}
