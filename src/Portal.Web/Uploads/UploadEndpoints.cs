using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Blobs;
using Portal.Problems;
using Portal.Protocol.Uploads;
using Portal.Shell;

namespace Portal.Uploads;

/// <summary>
/// Resumable uploads by tus 1.0.0, and what became of them as JSON. docs/uploads.md has the whole of it on one screen.
/// </summary>
internal static class UploadEndpoints
{
    /// <summary>Longest time that an answer waits for what becomes of an upload, in seconds.</summary>
    private const int LongestWait = 30;

    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        var uploads = api.MapGroup("/uploads").WithTags("Uploads");
        var size = new RequestSizeLimitAttribute(
            Limits(api.ServiceProvider).MaxArchiveBytes + BlockMemoryPool.BlockSize * 16
        );
        uploads
            .MapPost("", CreateAsync)
            .RequireTus()
            .RequireAuthorization(Policies.Authenticated)
            .WithMetadata(size);
        uploads.MapMethods("", [HttpMethods.Options], Describe).RequireAuthorization(Policies.Read);
        var upload = uploads.MapGroup("/{id}");
        upload.MapMethods("", [HttpMethods.Options], Describe).RequireAuthorization(Policies.Read);
        // HEAD comes here too.
        upload.MapGet("", ShowAsync).RequireAuthorization(Policies.Authenticated);
        upload
            .MapPatch("", AppendAsync)
            .RequireTus()
            .RequireAuthorization(Policies.Authenticated)
            .WithMetadata(size);
        upload.MapDelete("", EndAsync).RequireTus().RequireAuthorization(Policies.Authenticated);
        upload
            .MapPost("", OverrideAsync)
            .RequireTus()
            .RequireAuthorization(Policies.Authenticated)
            .WithMetadata(size);
    }

    private static UploadOptions Limits(IServiceProvider services) =>
        services.GetRequiredService<IOptions<UploadOptions>>().Value;

    private static NoContent Describe(HttpResponse response, IOptions<UploadOptions> limits)
    {
        response.Headers[Tus.VersionHeader] = Tus.Version;
        response.Headers[Tus.ExtensionHeader] = Tus.Extensions;
        response.Headers[Tus.ChecksumAlgorithmHeader] = Tus.ChecksumAlgorithm;
        response.Headers[Tus.MaxSizeHeader] = Text(limits.Value.MaxArchiveBytes);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Created, ProblemHttpResult>> CreateAsync(
        HttpRequest request,
        HttpResponse response,
        Caller caller,
        UploadService uploads,
        UploadReceiving receiving,
        CancellationToken cancellationToken
    )
    {
        if (!TusHeaders.ReadRequest(request).TryGet(out var asked, out var error))
        {
            return error.ToProblem();
        }

        UploadChunk? chunk = null;
        if (
            TusHeaders.BringsBytes(request)
            && !TusHeaders.ReadChunk(request, offset: 0).TryGet(out chunk, out error)
        )
        {
            return error.ToProblem();
        }

        var created = await uploads.CreateAsync(caller, asked, cancellationToken);
        if (created.TryGet(out var upload, out error) && chunk is not null)
        {
            created = await FillAsync(
                upload,
                chunk,
                caller,
                request,
                uploads,
                receiving,
                cancellationToken
            );
        }

        if (!created.TryGet(out upload, out error))
        {
            return error.ToProblem();
        }

        Tell(response, upload);
        return TypedResults.Created($"{TusPipeline.Path}/{upload.Id}");
    }

    /// <summary>The bytes that came with the creation. Its sender knows no address yet: what fails is as if it never was.</summary>
    private static async Task<Result<Upload>> FillAsync(
        Upload upload,
        UploadChunk chunk,
        Caller caller,
        HttpRequest request,
        UploadService uploads,
        UploadReceiving receiving,
        CancellationToken cancellationToken
    )
    {
        var good = false;
        try
        {
            var filled = await receiving.AppendAsync(
                caller,
                upload.Id.Text,
                chunk,
                request.Body,
                cancellationToken
            );
            good = filled.Error is null;
            return filled;
        }
        finally
        {
            if (!good)
            {
                await uploads.EndAsync(caller, upload.Id.Text, CancellationToken.None);
            }
        }
    }

    private static async Task<
        Results<Ok<UploadWire>, EmptyHttpResult, ProblemHttpResult>
    > ShowAsync(
        string id,
        [FromQuery] int? wait,
        HttpContext context,
        Caller caller,
        UploadService uploads,
        UploadMapping mapping,
        CancellationToken cancellationToken
    )
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return await StandAsync(id, context, caller, uploads, cancellationToken);
        }

        var longest = TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, LongestWait));
        var found = await uploads.WaitAsync(caller, id, longest, cancellationToken);
        return found.TryGet(out var upload, out var error)
            ? TypedResults.Ok(await mapping.ToWireAsync(upload, cancellationToken))
            : error.ToProblem();
    }

    private static async Task<
        Results<Ok<UploadWire>, EmptyHttpResult, ProblemHttpResult>
    > StandAsync(
        string id,
        HttpContext context,
        Caller caller,
        UploadService uploads,
        CancellationToken cancellationToken
    )
    {
        if (context.Request.Headers[Tus.ResumableHeader] != Tus.Version)
        {
            return TusErrors.Version.ToProblem();
        }

        var found = await uploads.StandAsync(caller, id, cancellationToken);
        if (!found.TryGet(out var upload, out var error))
        {
            return error.ToProblem();
        }

        Tell(context.Response, upload);
        context.Response.Headers[Tus.LengthHeader] = Text(upload.Request.Length);
        if (upload.Request.Metadata is { } metadata)
        {
            context.Response.Headers[Tus.MetadataHeader] = metadata;
        }

        return TypedResults.Empty;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AppendAsync(
        string id,
        HttpRequest request,
        HttpResponse response,
        Caller caller,
        UploadReceiving receiving,
        CancellationToken cancellationToken
    )
    {
        if (
            !TusHeaders
                .ReadNumber(request.Headers, Tus.OffsetHeader)
                .TryGet(out var offset, out var error)
            || !TusHeaders.ReadChunk(request, offset).TryGet(out var chunk, out error)
        )
        {
            return error.ToProblem();
        }

        var received = await receiving.AppendAsync(
            caller,
            id,
            chunk,
            request.Body,
            cancellationToken
        );
        if (!received.TryGet(out var upload, out error))
        {
            return error.ToProblem();
        }

        Tell(response, upload);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        string id,
        Caller caller,
        UploadService uploads,
        CancellationToken cancellationToken
    )
    {
        var ended = await uploads.EndAsync(caller, id, cancellationToken);
        return ended.TryGet(out _, out var error) ? TypedResults.NoContent() : error.ToProblem();
    }

    /// <summary>For clients that can send only POST: tus has them name the method that they mean.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> OverrideAsync(
        string id,
        HttpRequest request,
        HttpResponse response,
        Caller caller,
        UploadService uploads,
        UploadReceiving receiving,
        CancellationToken cancellationToken
    ) =>
        request.Headers[Tus.MethodOverrideHeader].ToString() switch
        {
            "PATCH" => await AppendAsync(
                id,
                request,
                response,
                caller,
                receiving,
                cancellationToken
            ),
            "DELETE" => await EndAsync(id, caller, uploads, cancellationToken),
            _ => RequestErrors
                .MethodNotAllowed.With(
                    $"POST here needs {Tus.MethodOverrideHeader}: PATCH or DELETE."
                )
                .ToProblem(),
        };

    private static void Tell(HttpResponse response, Upload upload)
    {
        response.Headers[Tus.OffsetHeader] = Text(upload.Offset);
        response.Headers[Tus.ExpiresHeader] = upload.ExpiresAt.ToString(
            "R",
            CultureInfo.InvariantCulture
        );
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
