using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Portal.Images;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol.Channels;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Shell;

namespace Portal.Channels;

/// <summary>
/// A channel's files: the signed pointer, the pin, and the way to the image, which come from memory; and what packages and
/// declares it. A channel begins with a letter and a version with a digit, so the two never meet.
/// </summary>
internal static class ChannelDownloads
{
    private const string Folder = "/{product}/{channel:regex(^[a-z])}";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    public static void MapChannelDownloads(this RouteGroupBuilder downloads)
    {
        downloads.MapGet(Folder, IndexAsync);
        downloads.MapGet(Folder + "/{file}", FileAsync);
    }

    private static async Task<IResult> IndexAsync(
        string product,
        string channel,
        HttpContext context,
        ChannelBoard board
    )
    {
        if (await board.FindAsync(product, channel, context.RequestAborted) is not { } view)
        {
            return NoSuch(product, channel).ToProblem();
        }

        if (Refusal(view, mustBeLetOut: false) is { } refused)
        {
            return refused.ToProblem();
        }

        return IndexEndpoints.Answer(
            context,
            new(
                ChannelAddress.Downloads(view.Channel),
                view.HandedOut is { } release ? [.. Lines(view, release)] : [],
                Next: null,
                [
                    .. view.Warnings.Select(w =>
                        $"<p><strong>{System.Net.WebUtility.HtmlEncode(w)}</strong></p>"
                    ),
                    $"<p><code>{ChannelFiles.Release}</code> is signed and says what is handed out and until when that may be believed; <code>{ChannelFiles.Pin(product)}</code> is for committing. <a href=\"{ChannelAddress.Of(view.Channel)}\">What the channel points to and how to follow it</a></p>",
                ]
            )
        );
    }

    private static IEnumerable<IndexLine> Lines(ChannelView view, PointedRelease release)
    {
        var product = view.Channel.Product;
        if (
            view.Channel.SignedPointer is
            { Text: { } text, Signature: { } signature, SignedAt: var at }
        )
        {
            yield return new(ChannelFiles.Release, at, text.Length, null, null);
            yield return new(ChannelFiles.ReleaseSignature, at, signature.Length, null, null);
        }

        var since = view.Channel.PointedAt;
        yield return new(ChannelFiles.Pin(product), since, null, null, release.Version);
        // By its version too: uscan reads one page and takes what its pattern matches.
        yield return new(
            $"../{release.Version}/{ReleaseFiles.Image(product, release.Version)}",
            since,
            release.Length,
            release.Sha256.Hex,
            null
        );
        yield return new(ChannelFiles.Image(product), since, null, null, release.Version);
        yield return new(ChannelFiles.Spec(product), since, null, null, release.Version);
        yield return new(ChannelFiles.ConfigMap(product), since, null, null, release.Version);
    }

    private static async Task<IResult> FileAsync(
        string product,
        string channel,
        string file,
        HttpContext context,
        ChannelBoard board,
        ChannelPackaging packaging
    )
    {
        if (await board.FindAsync(product, channel, context.RequestAborted) is not { } view)
        {
            return NoSuch(product, channel).ToProblem();
        }

        if (Refusal(view, mustBeLetOut: true) is { } refused)
        {
            return refused.ToProblem();
        }

        var release = view.HandedOut!;
        return file switch
        {
            ChannelFiles.Release => Signed(context, view.Channel.SignedPointer.Text, "text/plain"),
            ChannelFiles.ReleaseSignature => Signed(
                context,
                view.Channel.SignedPointer.Signature,
                "application/pgp-signature"
            ),
            _ when file == ChannelFiles.Pin(product) => Bytes(
                context,
                PinOf(view, release, context.Request.Origin()).ToText(),
                "text/plain"
            ),
            _ when file == ChannelFiles.Image(product) => Lead(
                context,
                ReleaseAddress.Image(product, release.Version)
            ),
            _ when file == ChannelFiles.Image(product) + ".asc" => Lead(
                context,
                ReleaseAddress.Downloads(product, release.Version)
                    + ReleaseFiles.ImageSignature(product, release.Version)
            ),
            _ => await packaging.FindAsync(
                view,
                release,
                file,
                context.Request.Origin(),
                context.RequestAborted
            )
                is var (text, type)
                ? Bytes(context, text, type)
                : ChannelErrors.NoSuchFile.With($"{channel} has no file '{file}'.").ToProblem(),
        };
    }

    /// <summary>The pin of what the channel hands out.</summary>
    public static PinFile PinOf(ChannelView view, PointedRelease release, string origin) =>
        new(
            view.Channel.Product,
            view.Channel.Name,
            release.Version,
            release.Sha256,
            release.Length,
            [new Uri(origin + ReleaseAddress.Image(view.Channel.Product, release.Version))]
        );

    private static Error? Refusal(ChannelView view, bool mustBeLetOut)
    {
        var channel = view.Channel;
        return channel.State == ChannelStates.Retired
                ? ChannelErrors.Retired.With($"{channel.Product}/{channel.Name} was retired.")
            : mustBeLetOut && view.HandedOut is null
                ? ChannelErrors.NothingLetOut.With(
                    channel.Version is null
                        ? $"{channel.Name} points to nothing yet."
                        : $"{channel.Name} lets {channel.Version} out step by step, and there is nothing before it."
                )
            : null;
    }

    private static IResult Signed(HttpContext context, string? text, string type)
    {
        if (text is not null)
        {
            return Bytes(context, text, type);
        }

        context.Response.Headers.RetryAfter = "5";
        return ChannelErrors.NotSigned.ToProblem();
    }

    private static FileContentHttpResult Bytes(HttpContext context, string text, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Cache(context);
        return TypedResults.Bytes(
            bytes,
            type is MediaTypeNames.Text.Plain or "application/yaml"
                ? $"{type}; charset=utf-8"
                : type,
            entityTag: new EntityTagHeaderValue(
                $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\""
            )
        );
    }

    private static RedirectHttpResult Lead(HttpContext context, string to)
    {
        Cache(context);
        return TypedResults.Redirect(to);
    }

    private static void Cache(HttpContext context) =>
        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = Fresh };

    private static Error NoSuch(string product, string channel) =>
        ChannelErrors.NotFound.With($"{product} has no channel '{channel}'.");
}
