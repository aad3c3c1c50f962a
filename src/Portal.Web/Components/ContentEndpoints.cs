using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Portal.Access;
using Portal.Packaging.Contents;
using Portal.Protocol;
using Portal.Protocol.Components;
using Portal.Shell;

namespace Portal.Components;

/// <summary>What a version holds: the list, one file, all as a tar. None of it ever changes.</summary>
internal static class ContentEndpoints
{
    private const string Immutable = "public, max-age=31536000, immutable";

    public static void MapContents(this IEndpointRouteBuilder version)
    {
        version.MapGet("/files", FilesAsync).RequireAuthorization(Policies.Read);
        version.MapGet("/content", ContentAsync).RequireAuthorization(Policies.Read);
        version.MapGet("/drivers", DriversAsync).RequireAuthorization(Policies.Read);
        version.MapGet("/archive", ArchiveAsync).RequireAuthorization(Policies.Read);
    }

    private static async Task<Results<Ok<PageWire<FileWire>>, ProblemHttpResult>> FilesAsync(
        string component,
        string version,
        [AsParameters] PageQuery query,
        ComponentFiles files,
        ComponentDrivers drivers,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        if (await files.FindAsync(component, version, cancellationToken) is not { } contents)
        {
            return ComponentEndpoints.NoVersion(component, version);
        }

        var cut = ComponentFiles.Cut(contents.List, page);
        var signed = await drivers.SignaturesAsync(
            component,
            version,
            [.. cut.Items.Select(e => e.Path.Value)],
            cancellationToken
        );
        return TypedResults.Ok(cut.ToWire(e => e.ToWire(signed.GetValueOrDefault(e.Path.Value))));
    }

    private static async Task<Results<Ok<DriversWire>, ProblemHttpResult>> DriversAsync(
        string component,
        string version,
        ComponentDrivers drivers,
        CancellationToken cancellationToken
    ) =>
        await drivers.FindAsync(component, version, cancellationToken) is { } found
            ? TypedResults.Ok(found.ToWire())
            : ComponentEndpoints.NoVersion(component, version);

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ContentAsync(
        string component,
        string version,
        string path,
        ComponentFiles files,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (await files.FindAsync(component, version, cancellationToken) is not { } contents)
        {
            return ComponentEndpoints.NoVersion(component, version);
        }

        if (contents.List.Find(path) is not { Kind: ContentKind.File } entry)
        {
            return ComponentErrors
                .FileNotFound.With($"{component} {version} has no file '{path}'.")
                .ToProblem();
        }

        // Whatever it is, a browser saves it: nothing that was uploaded runs in the portal's name.
        return Send(
            response,
            files.OpenFile(entry)!,
            "application/octet-stream",
            entry.Path.Name,
            entry.Sha256
        );
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ArchiveAsync(
        string component,
        string version,
        ComponentFiles files,
        HttpResponse response,
        CancellationToken cancellationToken
    ) =>
        await files.FindAsync(component, version, cancellationToken) is { } contents
            ? Send(
                response,
                files.OpenArchive(contents.List),
                "application/x-tar",
                $"{component}-{version.Replace(':', '_')}.tar",
                contents.List.Identity
            )
            : ComponentEndpoints.NoVersion(component, version);

    private static FileStreamHttpResult Send(
        HttpResponse response,
        Stream stream,
        string type,
        string name,
        Digest tag
    )
    {
        response.Headers.CacheControl = Immutable;
        return TypedResults.Stream(
            stream,
            type,
            name,
            entityTag: new EntityTagHeaderValue($"\"{tag}\""),
            enableRangeProcessing: true
        );
    }
}
