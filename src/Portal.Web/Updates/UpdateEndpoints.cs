using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Problems;
using Portal.Protocol.Updates;
using Portal.Shell;

namespace Portal.Updates;

internal static class UpdateEndpoints
{
    public static void MapUpdates(this IEndpointRouteBuilder api)
    {
        var updates = api.MapGroup("/updates").WithTags("Updates");
        updates
            .MapGet("/", ShowAsync)
            .WithSummary("The roles of the update repository: keys, versions, expiry, what waits.")
            .RequireAuthorization(Policies.Read);
        updates
            .MapGet("/roles/{role}/waiting", Waiting)
            .WithSummary("The metadata file that waits for signatures, to be signed elsewhere.")
            .RequireAuthorization(Policies.Read);
        updates
            .MapPut("/roles/{role}/signatures", SubmitAsync)
            .WithSummary("The file with more signatures; 202 while more are needed.")
            .Accepts<IFormFile>(MediaTypeNames.Application.Json)
            .RequireAuthorization(Policies.Authenticated);
        updates
            .MapPut("/roles/{role}/keys", OrderAsync)
            .WithSummary("Asks for other keys of a role; without keys the portal makes one.")
            .RequireAuthorization(Policies.Administrator);
    }

    private static async Task<Ok<UpdatesWire>> ShowAsync(
        UpdateService updates,
        CancellationToken cancellationToken
    )
    {
        var state = await updates.StateAsync(cancellationToken);
        var roles = await updates.ListAsync(cancellationToken);
        return TypedResults.Ok(
            new UpdatesWire(state?.PublishedAt, state?.Error, [.. roles.Select(r => r.ToWire())])
        );
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Waiting(
        string role,
        HttpContext context,
        UpdateService updates
    )
    {
        if (!updates.Waiting(role).TryGet(out var file, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(file, MediaTypeNames.Application.Json);
    }

    private static async Task<
        Results<Ok<UpdateRoleWire>, Accepted<UpdateRoleWire>, ProblemHttpResult>
    > SubmitAsync(string role, HttpContext context, Caller caller, UpdateService updates)
    {
        var file = new byte[UpdateService.MaxFile + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(
            file,
            file.Length,
            throwOnEndOfStream: false,
            context.RequestAborted
        );
        return length > UpdateService.MaxFile
            ? RequestErrors.TooLarge.ToProblem()
            : Answer(
                await updates.SubmitAsync(
                    caller,
                    role,
                    file.AsMemory(0, length),
                    context.RequestAborted
                )
            );
    }

    private static async Task<
        Results<Ok<UpdateRoleWire>, Accepted<UpdateRoleWire>, ProblemHttpResult>
    > OrderAsync(
        string role,
        KeyOrderWire body,
        Caller caller,
        UpdateService updates,
        CancellationToken cancellationToken
    ) =>
        Answer(
            await updates.OrderKeysAsync(caller, role, body.Keys, body.Threshold, cancellationToken)
        );

    private static Results<Ok<UpdateRoleWire>, Accepted<UpdateRoleWire>, ProblemHttpResult> Answer(
        Result<UpdateRole> done
    )
    {
        if (!done.TryGet(out var role, out var error))
        {
            return error.ToProblem();
        }

        var wire = role.ToWire();
        return wire.Ordered || wire.Waiting is { } waiting && waiting.Signatures < waiting.Needed
            ? TypedResults.Accepted(
                $"{PortalEndpoints.Api}/updates/roles/{wire.Role}/waiting",
                wire
            )
            : TypedResults.Ok(wire);
    }

    private static UpdateRoleWire ToWire(this UpdateRole role) =>
        new(
            role.Status.Role,
            role.Status.Version,
            role.Status.SignedAt,
            role.Status.Expires,
            role.IsOnline,
            role.Status.Signers?.Threshold ?? 0,
            [.. role.Status.Signers?.Keys.Select(k => k.KeyId) ?? []],
            role.Status.Waiting is { } waiting
                ? new(
                    waiting.Version,
                    waiting.Signatures,
                    waiting.Needed,
                    [.. waiting.Signers?.Keys.Select(k => k.KeyId) ?? []]
                )
                : null,
            role.Ordered is not null
        );
}
