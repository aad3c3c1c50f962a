using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Shell;

namespace Portal.Access;

/// <summary>People's accounts, their way in, and who holds which role.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts")
            .WithTags("Access")
            .RequireAuthorization(Policies.Administrator);
        accounts.MapPost("", CreateAsync);
        accounts.MapGet("", ListAsync);
        accounts.MapPost("/{name}/sign-in-link", CreateLinkAsync);
        accounts.MapPost("/{name}/disable", DisableAsync);
        accounts.MapPost("/{name}/enable", EnableAsync);

        // Accounts and robots share one space of names, so one address serves both.
        var grants = api.MapGroup("/grants/{holder}/{role}")
            .WithTags("Access")
            .RequireAuthorization(Policies.Authenticated);
        grants.MapPut("", GiveAsync);
        grants.MapDelete("", TakeAsync);
    }

    private static async Task<Results<Created<AccountWire>, ProblemHttpResult>> CreateAsync(
        AccountCreateWire wire,
        Caller caller,
        AccountService accounts,
        CancellationToken cancellationToken
    )
    {
        var result = await accounts.CreateAccountAsync(
            caller,
            wire.Name,
            wire.Title,
            wire.Grants?.ToGrants() ?? [],
            cancellationToken
        );
        return result.TryGet(out var account, out var error)
            ? TypedResults.Created((string?)null, account.ToWire())
            : error.ToProblem();
    }

    private static async Task<Results<Ok<PageWire<AccountWire>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query,
        Caller caller,
        AccountService accounts,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var result = await accounts.ListAccountsAsync(caller, page, cancellationToken);
        return result.TryGet(out var found, out error)
            ? TypedResults.Ok(found.ToWire(a => a.ToWire()))
            : error.ToProblem();
    }

    private static async Task<Results<Created<SignInLinkWire>, ProblemHttpResult>> CreateLinkAsync(
        string name,
        Caller caller,
        SignInService signIn,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var result = await signIn.CreateLinkAsync(caller, name, cancellationToken);
        if (!result.TryGet(out var link, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            (string?)null,
            new SignInLinkWire(SignInLinkPage.PathOf(link.Code), link.ExpiresAt)
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DisableAsync(
        string name,
        Caller caller,
        AccountStanding standing,
        CancellationToken cancellationToken
    )
    {
        var result = await standing.DisableAsync(caller, name, cancellationToken);
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EnableAsync(
        string name,
        Caller caller,
        AccountStanding standing,
        CancellationToken cancellationToken
    )
    {
        var result = await standing.EnableAsync(caller, name, cancellationToken);
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> GiveAsync(
        string holder,
        string role,
        string? scope,
        Caller caller,
        GrantService grants,
        CancellationToken cancellationToken
    )
    {
        var result = await grants.ChangeAsync(
            caller,
            holder,
            [new Grant(role, scope)],
            [],
            cancellationToken
        );
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeAsync(
        string holder,
        string role,
        string? scope,
        Caller caller,
        GrantService grants,
        CancellationToken cancellationToken
    )
    {
        var result = await grants.ChangeAsync(
            caller,
            holder,
            [],
            [new Grant(role, scope)],
            cancellationToken
        );
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }
}
