using Portal.Cli.Shell;
using Portal.Packaging.Archives;
using Portal.Packaging.Discs;
using Portal.Packaging.Linting;
using Portal.Packaging.Locks;
using Portal.Protocol.Client;
using Portal.Protocol.Problems;

namespace Portal.Cli.Images;

/// <summary>Fetches the components of a lock from a portal, which is not trusted: the digests in the lock decide.</summary>
internal static class PortalComponents
{
    public static async Task<IReadOnlyList<LocalComponent>> FetchAsync(
        Screen screen,
        PortalClient client,
        ReleaseLock release,
        FileVault vault,
        CancellationToken cancellationToken
    )
    {
        var components = new List<LocalComponent>();
        foreach (var locked in release.Components)
        {
            using var archive = new TemporaryFile();
            await using var stream = new FileStream(
                archive.FilePath,
                FileMode.Create,
                FileAccess.ReadWrite
            );
            await ProgressView.RunAsync(
                screen,
                $"{locked.Name} {locked.Version}",
                progress =>
                    client.Components.DownloadArchiveAsync(
                        locked.Name,
                        locked.Version.Text,
                        stream,
                        progress,
                        cancellationToken
                    )
            );
            var check = await ComponentCheck.CheckArchiveAsync(
                stream,
                ArchiveLimits.Default,
                vault,
                cancellationToken: cancellationToken
            );
            components.Add(new LocalComponent(Require(locked, check), vault.Open));
        }

        return components;
    }

    // Findings alone are no reason: rules may have become stricter since the release was made.
    private static DiscComponent Require(LockedComponent locked, CheckedComponent check)
    {
        if (
            check is { Manifest: { } manifest, Contents: { } contents }
            && contents.Identity == locked.Digest
        )
        {
            return new DiscComponent(manifest, contents);
        }

        var seen = check.Contents is { } other
            ? $"has the content digest {other.Identity}"
            : $"cannot be read ({(check.Findings is [var first, ..] ? first.ToString() : "no finding")})";
        throw CommandException.Failed(
            "cli.components",
            "What the portal serves is not what the lock names.",
            [
                new Finding(
                    "build.component.digest",
                    $"{locked.Name} {locked.Version} {seen}, and {locked.Digest} is locked."
                ),
            ]
        );
    }
}
