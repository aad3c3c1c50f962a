using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Portal.Channels;
using Portal.Data;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Shell;

namespace Portal.Images;

/// <summary>The folders above the files: <c>/download/</c>, a product's, a release's; and the newest release by a name that stays.</summary>
internal static class IndexEndpoints
{
    /// <summary>Stands for the newest ready release in an address; no version begins with a letter.</summary>
    public const string Latest = "latest";

    /// <summary>So that a page stays below 100 KB; the newest are on the first.</summary>
    private const int Rows = 100;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void MapIndexes(this RouteGroupBuilder downloads)
    {
        downloads.MapGet("/", RootAsync);
        downloads.MapGet("/{product}", ProductAsync);
        downloads.MapGet("/{product}/{version}", ReleaseAsync);
        downloads.MapGet($"/{{product}}/{Latest}/{{file?}}", LatestAsync);
    }

    /// <summary>What scrapers need to know once, with what one pastes into debian/watch.</summary>
    /// <param name="folder">Whose index is read, with a slash at the end; null: the product's, for the newest release.</param>
    public static string WatchFile(string origin, string product, string? folder = null) =>
        $$"""
            version=4
            opts="pgpsigurlmangle=s/$/.asc/" \
            {{origin}}{{folder
                ?? ProductAddress.Downloads(product)}} (?:.*/)?{{product}}-(\d[\w.+~-]*)\.iso
            """;

    private static async Task<IResult> RootAsync(
        HttpContext context,
        string? cursor,
        ReleaseHistory history
    )
    {
        var page = await history.ServedProductsAsync(
            PageCursor.Read(cursor, Rows),
            context.RequestAborted
        );
        return Answer(
            context,
            new(
                $"{DownloadEndpoints.Root}/",
                [.. page.Items.Select(name => new IndexLine($"{name}/", null, null, null, null))],
                NextOf(page),
                []
            )
        );
    }

    private static async Task<IResult> ProductAsync(
        string product,
        HttpContext context,
        string? cursor,
        ProductService products,
        ServedImages releases,
        ChannelBoard board
    )
    {
        var cancel = context.RequestAborted;
        if (await products.FindAsync(product, cancel) is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.").ToProblem();
        }

        var page = await releases.ListAsync(product, PageCursor.Read(cursor, Rows), cancel);
        return Answer(
            context,
            new(
                ProductAddress.Downloads(product),
                [
                    .. cursor is null
                        ? (await board.OfProductAsync(product, cancel))
                            .Where(v => v.HandedOut is not null)
                            .Select(ChannelLine)
                        : [],
                    .. page.Items.SelectMany(r => Lines(product, r)),
                ],
                NextOf(page),
                [
                    $"<p>Channels, then releases, greatest version first. Withdrawn releases stay in their folders and are not listed as files, so that nothing takes them for the newest. The newest is also at <code>{Latest}/{product}.iso</code>.</p>",
                    $"<p>For <code>uscan</code>, with <code>/keys/openpgp.asc</code> as <code>debian/upstream/signing-key.asc</code>, <code>debian/watch</code> is:</p>\n<pre tabindex=\"0\">{System.Net.WebUtility.HtmlEncode(WatchFile(context.Request.Origin(), product))}</pre>",
                ]
            )
        );
    }

    private static IndexLine ChannelLine(ChannelView view) =>
        new(
            $"{view.Channel.Name}/",
            view.Channel.PointedAt,
            null,
            null,
            $"channel: {view.HandedOut!.Version}{(view.Warnings.Count > 0 ? $"; {string.Join("; ", view.Warnings)}" : "")}"
        );

    // The ISO itself stands here too: uscan reads one page and takes the greatest version of what its pattern matches.
    private static IEnumerable<IndexLine> Lines(string product, ServedImage release)
    {
        yield return new(
            $"{release.Version}/",
            release.At,
            null,
            null,
            release.IsWithdrawn ? $"withdrawn: {release.Reason}" : null
        );
        if (release is { Sha256: { } digest, IsWithdrawn: false })
        {
            yield return new(
                $"{release.Version}/{ReleaseFiles.Image(product, release.Version)}",
                release.At,
                release.Length,
                digest.Hex,
                null
            );
        }
    }

    private static async Task<IResult> ReleaseAsync(
        string product,
        string version,
        HttpContext context,
        ImageFiles images
    )
    {
        var listed = await images.ListAsync(product, version, context.RequestAborted);
        if (!listed.TryGet(out var folder, out var error))
        {
            return error.ToProblem();
        }

        var release = folder.Release;
        return Answer(
            context,
            new(
                ReleaseAddress.Downloads(product, version),
                [
                    .. folder.Files.Select(f => new IndexLine(
                        f.Name,
                        f.ModifiedAt,
                        f.Length,
                        f.Sha256.Hex,
                        null
                    )),
                ],
                Next: null,
                [
                    .. release.State == ReleaseStates.Withdrawn
                        ? (string[])
                            [
                                $"<p><strong>Withdrawn: {System.Net.WebUtility.HtmlEncode(release.Reason)}</strong></p>",
                            ]
                        : [],
                    $"<p><a href=\"{ReleaseAddress.Of(product, version)}\">What is in it and how to verify it</a></p>",
                ]
            )
        );
    }

    /// <summary>302 to the same file of the newest ready release: <c>guest-tools.iso</c> for the ISO, others by their own names.</summary>
    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> LatestAsync(
        string product,
        string? file,
        HttpContext context,
        ReleaseService releases
    )
    {
        if (await releases.NewestAsync(product, context.RequestAborted) is not { } version)
        {
            return ReleaseErrors
                .NotFound.With($"There is no ready release of '{product}'.")
                .ToProblem();
        }

        var image = $"{product}.iso";
        var name =
            file == image ? ReleaseFiles.Image(product, version)
            : file == image + ".asc" ? ReleaseFiles.ImageSignature(product, version)
            : file;
        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = Fresh };
        return TypedResults.Redirect(
            ReleaseAddress.Downloads(product, version)
                + (name is null ? "" : Uri.EscapeDataString(name))
        );
    }

    internal static IResult Answer(HttpContext context, DownloadIndex index)
    {
        var request = context.Request;
        if (request.Path.Value is not [.., '/'])
        {
            // Relative links of a folder need its slash.
            return TypedResults.Redirect(
                request.PathBase + index.Path + request.QueryString,
                permanent: true
            );
        }

        var bytes = Encoding.UTF8.GetBytes(index.ToHtml());
        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = Fresh };
        return TypedResults.Bytes(
            bytes,
            "text/html; charset=utf-8",
            entityTag: new EntityTagHeaderValue(
                $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\""
            )
        );
    }

    private static string? NextOf<T>(Page<T> page) =>
        page.Cursor() is { } cursor ? $"?cursor={cursor}" : null;
}
