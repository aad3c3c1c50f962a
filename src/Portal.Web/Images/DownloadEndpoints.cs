using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Channels;
using Portal.Shell;

namespace Portal.Images;

/// <summary>
/// The files of releases. They never change, so caches may keep them, and any part of them can be asked for.
/// </summary>
internal static class DownloadEndpoints
{
    public const string Root = "/download";

    public static void MapDownloads(this IEndpointRouteBuilder app)
    {
        var downloads = app.MapGroup(Root)
            .WithTags("Downloads")
            .RequireAuthorization(Policies.Read);
        downloads.MapIndexes();
        downloads.MapChannelDownloads();
        downloads.MapGet("/{product}/{version}/{file}", DownloadAsync);
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> DownloadAsync(
        string product,
        string version,
        string file,
        HttpContext context,
        ImageFiles images,
        ImageMetrics metrics
    )
    {
        var listed = await images.ListAsync(product, version, context.RequestAborted);
        if (!listed.TryGet(out var folder, out var error))
        {
            return error.ToProblem();
        }

        var found = folder.Files.FirstOrDefault(f => f.Name == file);
        if (found is null)
        {
            return ImageErrors
                .NoSuchFile.With($"{product} {version} has no file '{file}'.")
                .ToProblem();
        }

        var headers = context.Response.GetTypedHeaders();
        // The bytes never change, but a release can be removed: caches ask again after an hour, and get a 304.
        headers.CacheControl = new() { Public = true, MaxAge = TimeSpan.FromHours(1) };
        return TypedResults.Stream(
            metrics.Measure(await found.Open(context.RequestAborted), product),
            TypeOf(file),
            lastModified: found.ModifiedAt,
            entityTag: new($"\"{found.Sha256}\""),
            enableRangeProcessing: true
        );
    }

    private static string TypeOf(string file) =>
        Path.GetExtension(file) switch
        {
            ".iso" => "application/vnd.efi.iso",
            ".json" => MediaTypeNames.Application.Json,
            ".asc" => "application/pgp-signature",
            ".sig" => MediaTypeNames.Application.Octet,
            _ => MediaTypeNames.Text.Plain,
        };
}
