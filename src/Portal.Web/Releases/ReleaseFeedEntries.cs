using System.Net;
using System.Text;
using Portal.Components;
using Portal.Images;
using Portal.Parts;
using Portal.Products;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Releases as entries of feeds: what changed, and where the ISO is.</summary>
internal sealed class ReleaseFeedEntries(NewVersions versions, ImageFiles images)
{
    /// <summary>What one component says of its changes is cut there: a feed is read on the way.</summary>
    private const int MaxChanges = 4000;

    public async Task<IReadOnlyList<FeedEntry>> OfAsync(
        IReadOnlyList<FollowingRelease> rows,
        CancellationToken cancellationToken
    )
    {
        var wanted = rows.SelectMany(ChangedSince).Select(c => (c.Name, c.Version)).ToHashSet();
        var changes = await versions.ChangesAsync(wanted, cancellationToken);
        var found = await images.FindImagesAsync(
            [.. rows.Select(r => r.Release.Id)],
            cancellationToken
        );
        return [.. rows.Select(r => ToEntry(r, changes, found.GetValueOrDefault(r.Release.Id)))];
    }

    // The first release of all holds nothing but new components: naming them is enough.
    private static IEnumerable<ReleaseComponent> ChangedSince(FollowingRelease row) =>
        row.Before is null ? [] : row.Changed();

    private static FeedEntry ToEntry(
        FollowingRelease row,
        IReadOnlyDictionary<(string Name, string Version), string> changes,
        Image? image
    )
    {
        var release = row.Release;
        var withdrawn = release.State == ReleaseStates.Withdrawn;
        var published = release.ReadyAt ?? release.CreatedAt;
        return new(
            AtomFeed.IdOf(release.Id),
            $"{release.Product} {release.Version}{(withdrawn ? " (withdrawn)" : "")}",
            ReleaseAddress.Of(release.Product, release.Version),
            release.CreatedBy,
            published,
            withdrawn ? release.WithdrawnAt ?? published : published,
            Html(row, changes, image)
        )
        {
            Categories = withdrawn ? ["release", "withdrawn"] : ["release"],
        };
    }

    private static string Html(
        FollowingRelease row,
        IReadOnlyDictionary<(string Name, string Version), string> changes,
        Image? image
    )
    {
        var release = row.Release;
        var html = new StringBuilder();
        if (release.State == ReleaseStates.Withdrawn)
        {
            html.Append($"<p><strong>Withdrawn:</strong> {Encode(release.Reason ?? "")}</p>");
        }

        html.Append(
            row.Before is null
                ? $"<p>The first release, with {Display.Count(release.Components.Count, "component")}:</p><ul>"
                : $"<p>Changes since {Encode(row.Before.Version)}:</p><ul>"
        );
        foreach (var component in row.Changed())
        {
            var name = $"{Encode(component.Name)} {Encode(component.Version)}";
            // Components of a release that was made elsewhere have no page here.
            html.Append(
                release.TakenFrom is null
                    ? $"<li><a href=\"{ComponentAddress.Of(component.Name, component.Version)}\">{name}</a>"
                    : $"<li>{name}"
            );
            if (changes.TryGetValue((component.Name, component.Version), out var text))
            {
                html.Append(
                    Markup.ToHtml(text.Length > MaxChanges ? text[..MaxChanges] + " …" : text)
                );
            }

            html.Append("</li>");
        }

        foreach (var component in row.Gone())
        {
            html.Append($"<li>{Encode(component.Name)} is no longer part of it</li>");
        }

        html.Append("</ul>");
        if (image is not null)
        {
            var file = ReleaseFiles.Image(release.Product, release.Version);
            html.Append(
                $"<p><a href=\"{ReleaseAddress.Image(release.Product, release.Version)}\">{Encode(file)}</a>, {Display.Bytes(image.Length)}, SHA-256 <code>{image.Sha256}</code></p>"
            );
        }

        return html.ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
