using System.Globalization;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Keys;

/// <summary>What a metadata file says, for whoever is about to sign it.</summary>
internal static class MetadataText
{
    public static IEnumerable<string> Lines(SignedPart content)
    {
        yield return $"{Kind(content)}, version {content.Version.ToString(CultureInfo.InvariantCulture)}, good until {content.Expires.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
        var lines = content switch
        {
            Root root => root
                .Roles.OrderBy(r => r.Key, StringComparer.Ordinal)
                .SelectMany(r => Keys(r.Key, r.Value)),
            Targets targets => (targets.Delegations?.Roles ?? [])
                .SelectMany(r => Keys(r.Name, r.Keys))
                .Concat(
                    targets
                        .Files.Values.OrderBy(f => f.Path, StringComparer.Ordinal)
                        .Select(f =>
                            $"  {f.Path}  {f.Length.ToString(CultureInfo.InvariantCulture)} bytes  sha256 {f.Hashes.Prefix}"
                        )
                ),
            _ => [],
        };
        foreach (var line in lines)
        {
            yield return line;
        }
    }

    private static string Kind(SignedPart content) =>
        content is Root ? "root"
        : content is Targets { Delegations.Roles.Count: > 0 } ? "targets: who speaks for channels"
        : "what a role lists";

    private static IEnumerable<string> Keys(string role, RoleKeys keys) =>
        keys
            .KeyIds.Select(id => $"    {id}")
            .Prepend(
                $"  {role}: {keys.Threshold.ToString(CultureInfo.InvariantCulture)} of {keys.KeyIds.Count.ToString(CultureInfo.InvariantCulture)} keys"
            );
}
