using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Packaging.Versions;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Problems;
using Portal.Protocol.Releases;
using Portal.Shell;

namespace Portal.Releases;

internal static class ReleaseEndpoints
{
    public static void MapReleases(this IEndpointRouteBuilder api)
    {
        var releases = api.MapGroup("/products/{product}/releases").WithTags("Releases");
        releases.MapGet("/", ListAsync).RequireAuthorization(Policies.Read);
        releases.MapGet("/{version}", ShowAsync).RequireAuthorization(Policies.Read);
        releases.MapReleaseEvents();
        releases.MapReleaseChanges();
        var write = releases.MapGroup("").RequireAuthorization(Policies.Authenticated);
        write.MapPost("/", CreateAsync);
        write.MapPost("/{version}/withdraw", WithdrawAsync);
        write.MapPost("/{version}/rerun", RerunAsync);
    }

    private static async Task<Results<Accepted<ReleaseWire>, ProblemHttpResult>> CreateAsync(
        string product,
        ReleaseCreateWire body,
        Caller caller,
        ReleaseCreation creation,
        ReleaseWires wires,
        CancellationToken cancellationToken
    )
    {
        if (!TryReadPicks(body.Components ?? [], out var picks, out var error))
        {
            return error.ToProblem();
        }

        var made = await creation.CreateAsync(
            caller,
            product,
            body.Version,
            picks,
            cancellationToken
        );
        if (!made.TryGet(out var done, out error))
        {
            return error.ToProblem();
        }

        return TypedResults.Accepted(
            $"{PortalEndpoints.Api}/products/{product}/releases/{done.Release.Version}",
            await wires.OfAsync(done.Release, cancellationToken)
        );
    }

    private static async Task<Results<Ok<ReleaseWire>, ProblemHttpResult>> ShowAsync(
        string product,
        string version,
        ReleaseService releases,
        ReleaseWires wires,
        CancellationToken cancellationToken
    )
    {
        var release = await releases.FindAsync(product, version, cancellationToken);
        return release is null
            ? NoSuch(product, version).ToProblem()
            : TypedResults.Ok(await wires.OfAsync(release, cancellationToken));
    }

    private static async Task<Results<Ok<PageWire<ReleaseWire>>, ProblemHttpResult>> ListAsync(
        string product,
        [AsParameters] PageQuery query,
        ProductService products,
        ReleaseService releases,
        ReleaseWires wires,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var request, out var error))
        {
            return error.ToProblem();
        }

        if (await products.FindAsync(product, cancellationToken) is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.").ToProblem();
        }

        var page = await releases.ListAsync(product, request, cancellationToken);
        var listed = await wires.OfAsync(page.Items, cancellationToken);
        return TypedResults.Ok(page.ToWire(release => listed[release.Id]));
    }

    private static async Task<Results<Ok<ReleaseWire>, ProblemHttpResult>> WithdrawAsync(
        string product,
        string version,
        WithdrawWire body,
        Caller caller,
        ReleaseService releases,
        ReleaseWires wires,
        CancellationToken cancellationToken
    )
    {
        var changed = await releases.WithdrawAsync(
            caller,
            product,
            version,
            body.Reason,
            body.Remove,
            cancellationToken
        );
        return changed.TryGet(out var release, out var error)
            ? TypedResults.Ok(await wires.OfAsync(release, cancellationToken))
            : error.ToProblem();
    }

    private static async Task<Results<Ok<ReleaseWire>, ProblemHttpResult>> RerunAsync(
        string product,
        string version,
        Caller caller,
        ReleaseService releases,
        ReleaseWires wires,
        CancellationToken cancellationToken
    )
    {
        var changed = await releases.RerunAsync(caller, product, version, cancellationToken);
        return changed.TryGet(out var release, out var error)
            ? TypedResults.Ok(await wires.OfAsync(release, cancellationToken))
            : error.ToProblem();
    }

    internal static Error NoSuch(string product, string version) =>
        ReleaseErrors.NotFound.With($"There is no release {version} of '{product}'.");

    private static bool TryReadPicks(
        IReadOnlyList<ReleasePickWire> wires,
        out Dictionary<string, ComponentVersionNumber> picks,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Error? error
    )
    {
        picks = new(StringComparer.Ordinal);
        var findings = new List<Finding>();
        for (var i = 0; i < wires.Count; i++)
        {
            if (!ComponentVersionNumber.TryParse(wires[i].Version, out var version, out var reason))
            {
                findings.Add(new("release.pick-version", reason, $"components[{i}].version"));
            }
            else if (!picks.TryAdd(wires[i].Name, version))
            {
                findings.Add(
                    new(
                        "release.pick-twice",
                        $"'{wires[i].Name}' is named twice.",
                        $"components[{i}].name"
                    )
                );
            }
        }

        error = findings.Count == 0 ? null : ProductErrors.Unresolvable.With(findings);
        return error is null;
    }
}
