using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Shell;

namespace Portal.Access;

/// <summary>Invitations for programs that onboard people.</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder api)
    {
        var invitations = api.MapGroup("/invitations")
            .WithTags("Access")
            .RequireAuthorization(Policies.Authenticated);
        invitations.MapPost("", CreateAsync);
        invitations.MapGet("", ListAsync);
        invitations.MapDelete("/{id:guid}", RevokeAsync);
    }

    private static async Task<
        Results<Created<InvitationCreatedWire>, ProblemHttpResult>
    > CreateAsync(
        InvitationCreateWire wire,
        Caller caller,
        InvitationService invitations,
        TimeProvider clock,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var result = await invitations.CreateAsync(
            caller,
            wire.Grants.ToGrants(),
            wire.Note,
            wire.ExpiresInDays ?? InvitationService.DefaultDays,
            cancellationToken
        );
        if (!result.TryGet(out var created, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"{PortalEndpoints.Api}/invitations/{created.Details.Id}",
            new InvitationCreatedWire(
                InvitationPage.PathOf(created.Code),
                ToWire(created.Details, clock.GetUtcNow())
            )
        );
    }

    private static async Task<Results<Ok<PageWire<InvitationWire>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query,
        Caller caller,
        InvitationService invitations,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var found = await invitations.ListAsync(caller, page, cancellationToken);
        return TypedResults.Ok(found.ToWire(i => ToWire(i, clock.GetUtcNow())));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id,
        Caller caller,
        InvitationService invitations,
        CancellationToken cancellationToken
    )
    {
        var result = await invitations.RevokeAsync(caller, id, cancellationToken);
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }

    private static InvitationWire ToWire(Invitation invitation, DateTimeOffset now) =>
        new(
            invitation.Id,
            invitation.Note,
            invitation.Grants.ToWire(),
            invitation.CreatedBy,
            invitation.CreatedAt,
            invitation.ExpiresAt,
            invitation.UsedAt is not null ? "used"
                : invitation.RevokedAt is not null ? "revoked"
                : invitation.IsOpen(now) ? "open"
                : "expired",
            invitation.Account
        );
}
