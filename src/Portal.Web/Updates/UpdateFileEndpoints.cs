using System.Net.Mime;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Portal.Access;
using Portal.Images;
using Portal.Shell;

namespace Portal.Updates;

/// <summary>
/// <c>/tuf/</c>: static files, which any cache may keep. No database is asked but for an image. What is not there is not
/// kept by caches: a client that asks for the next root asks again tomorrow.
/// </summary>
internal static class UpdateFileEndpoints
{
    /// <summary>A halt is at the origin within a minute, and no cache holds it back for longer than this.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    /// <summary>The bytes of an image never change, but a release can be removed.</summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static void MapUpdateFiles(this IEndpointRouteBuilder app)
    {
        var files = app.MapGroup("/tuf").WithTags("Updates").RequireAuthorization(Policies.Read);
        files.MapGet("/metadata/{file}", MetadataAsync);
        files.MapGet("/targets/{**path}", TargetAsync);
    }

    private static async Task<IResult> MetadataAsync(
        string file,
        HttpContext context,
        UpdateFiles files
    ) =>
        await files.ReadMetadataAsync(file, context.RequestAborted) is { } bytes
            ? Bytes(context, bytes, isImmutable: file != UpdateFiles.Timestamp)
            : Missing(context, UpdateErrors.NoSuchFile.With($"There is no metadata '{file}'."));

    private static async Task<IResult> TargetAsync(
        string path,
        HttpContext context,
        UpdateFiles files,
        ImageMetrics metrics
    )
    {
        if (await files.ReadTargetAsync(path, context.RequestAborted) is { } bytes)
        {
            return Bytes(context, bytes, isImmutable: true);
        }

        var found = await files.FindImageAsync(path, context.RequestAborted);
        if (!found.TryGet(out var image, out var error))
        {
            return Missing(context, error);
        }

        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = Hour };
        return TypedResults.Stream(
            metrics.Measure(await image.Open(context.RequestAborted), path.Split('/')[1]),
            "application/vnd.efi.iso",
            lastModified: image.ModifiedAt,
            entityTag: new($"\"{image.Sha256}\""),
            enableRangeProcessing: true
        );
    }

    private static IResult Bytes(HttpContext context, byte[] bytes, bool isImmutable)
    {
        var cache = new CacheControlHeaderValue
        {
            Public = true,
            MaxAge = isImmutable ? Year : Fresh,
        };
        if (isImmutable)
        {
            cache.Extensions.Add(new NameValueHeaderValue("immutable"));
        }

        context.Response.GetTypedHeaders().CacheControl = cache;
        return TypedResults.Bytes(
            bytes,
            MediaTypeNames.Application.Json,
            entityTag: new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"")
        );
    }

    private static IResult Missing(HttpContext context, Problems.Error error)
    {
        context.Response.Headers.CacheControl = "no-store";
        return error.ToProblem();
    }
}
