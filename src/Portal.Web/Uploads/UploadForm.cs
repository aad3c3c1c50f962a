using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Portal.Access;
using Portal.Blobs;
using Portal.Components;
using Portal.Problems;
using Portal.Shell;

namespace Portal.Uploads;

/// <summary>
/// The form of the upload page as a browser without script sends it: published as it streams in, never a file in between
/// but the portal's own staging. The answer is the page of what became of it.
/// </summary>
internal static class UploadForm
{
    public const string Path = "/uploads";

    /// <summary>What the framework calls it in forms; as a header it is called otherwise.</summary>
    private const string TokenField = "__RequestVerificationToken";

    private const string FileField = "file";
    private const string TokenHeader = "RequestVerificationToken";
    private const int LongestField = 4096;

    public static void MapUploadForm(this IEndpointRouteBuilder app)
    {
        var limits = app.ServiceProvider.GetRequiredService<IOptions<UploadOptions>>().Value;
        app.MapPost(Path, PostAsync)
            .ExcludeFromDescription()
            .RequireAuthorization(Policies.Authenticated)
            // The fields and the lines between them come on top.
            .WithMetadata(
                new RequestSizeLimitAttribute(
                    limits.MaxArchiveBytes + BlockMemoryPool.BlockSize * 16
                )
            );
    }

    private static async Task PostAsync(
        HttpContext context,
        Caller caller,
        ComponentPublishing publishing,
        UploadService uploads,
        CancellationToken cancellationToken
    )
    {
        if (
            !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
                is not { Length: > 0 } boundary
        )
        {
            await RequestErrors
                .UnsupportedMediaType.With("This is for the form of the upload page.")
                .AnswerAsync(context);
            return;
        }

        var reader = new MultipartReader(boundary, context.Request.Body);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var disposition = section.GetContentDispositionHeader();
            if (disposition is null)
            {
                continue;
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            // A file field in which nothing was chosen has an empty name, and is no file to the framework.
            if (name != FileField && !disposition.IsFileDisposition())
            {
                fields[name] = await ReadFieldAsync(section.Body, cancellationToken);
                continue;
            }

            if (!await IsOursAsync(context, fields.GetValueOrDefault(TokenField)))
            {
                await AccessErrors.Antiforgery.AnswerAsync(context);
                return;
            }

            await TakeAsync(
                context,
                caller,
                publishing,
                uploads,
                fields.GetValueOrDefault("project"),
                FileNameOf(disposition),
                section.Body,
                cancellationToken
            );
            return;
        }

        await RequestErrors.Malformed.With("The form has no file.").AnswerAsync(context);
    }

    private static async Task TakeAsync(
        HttpContext context,
        Caller caller,
        ComponentPublishing publishing,
        UploadService uploads,
        string? project,
        string? fileName,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        project = string.IsNullOrEmpty(project) ? null : project;
        if (fileName is null)
        {
            // No file was chosen.
            var query = project is null ? "" : $"&project={Uri.EscapeDataString(project)}";
            context.Response.Redirect($"{NewUploadPage.Path}?lacks=file{query}");
            return;
        }

        var published = await publishing.PublishAsync(
            caller,
            new ComponentUpload(null, null, project),
            file,
            cancellationToken
        );
        // A browser reads no answer before it has sent everything.
        await file.CopyToAsync(Stream.Null, cancellationToken);
        var upload = uploads.Record(
            caller,
            new UploadRequest(null, null, project, fileName, null, file.Position),
            published
        );
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = UploadPage.PathOf(upload.Id);
    }

    /// <summary>
    /// A session's request needs the token of a page, as everywhere. It is asked for in a header here, because the
    /// framework would look for the field by reading the whole form into memory and temporary files.
    /// </summary>
    private static async Task<bool> IsOursAsync(HttpContext context, string? token)
    {
        if (context.Request.Headers.ContainsKey(HeaderNames.Authorization))
        {
            return true;
        }

        context.Request.Headers[TokenHeader] = token;
        return token is not null
            && await context
                .RequestServices.GetRequiredService<IAntiforgery>()
                .IsRequestValidAsync(context);
    }

    private static string? FileNameOf(ContentDispositionHeaderValue disposition) =>
        TusHeaders.CleanFileName(
            HeaderUtilities
                .RemoveQuotes(
                    disposition.FileNameStar.HasValue
                        ? disposition.FileNameStar
                        : disposition.FileName
                )
                .ToString()
        );

    private static async Task<string> ReadFieldAsync(
        Stream body,
        CancellationToken cancellationToken
    )
    {
        var bytes = new byte[LongestField];
        var count = await body.ReadAtLeastAsync(
            bytes,
            bytes.Length,
            throwOnEndOfStream: false,
            cancellationToken
        );
        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
