using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <summary>What a token is asked to be.</summary>
/// <param name="Grants">Null: all that the caller, or the robot, may carry.</param>
/// <param name="Life">Null: 90 days, or as long as the caller's own token.</param>
/// <param name="Robot">Null: for the caller.</param>
public sealed record TokenRequest(
    string Name,
    IReadOnlyCollection<Grant>? Grants = null,
    TimeSpan? Life = null,
    string? Robot = null
);

/// <param name="Text">The secret, shown once and kept nowhere.</param>
public sealed record CreatedToken(string Text, ApiToken Details)
{
    /// <summary>Without the secret, so that it does not reach a log by accident.</summary>
    public override string ToString() => Details.Id;
}

/// <summary>Makes, lists and revokes API tokens.</summary>
public sealed class TokenService(
    IDbContextFactory<PortalDb> factory,
    IEnumerable<IGrantScope> scopes,
    RobotService robots,
    TimeProvider clock
)
{
    private readonly GrantScopes _scopes = new(scopes);
    private const int NameLength = 80;
    private static readonly TimeSpan DefaultLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    /// <summary>A token carries no more than its maker holds, and one made with a token does not outlive that one.</summary>
    public async Task<Result<CreatedToken>> CreateAsync(
        Caller caller,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (caller.Kind is CallerKind.Anonymous or CallerKind.System)
        {
            return AccessErrors.Unauthenticated;
        }

        if (caller.NeedsSecondFactor)
        {
            return AccessErrors.Forbidden.With("Set up the second factor first.");
        }

        if (
            request.Name.Length is 0 or > NameLength
            || request.Name.Any(char.IsControl)
            || request.Life is { } life && (life < TimeSpan.FromDays(1) || life > LongestLife)
        )
        {
            return AccessErrors.InvalidToken;
        }

        var now = clock.GetUtcNow();
        if (!Expiry(caller, request, now).TryGet(out var expires, out var error))
        {
            return error;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var grants = await GrantsAsync(db, caller, request, cancellationToken);
        if (!grants.TryGet(out var carried, out error))
        {
            return error;
        }

        var (id, text) = TokenText.Create();
        var token = new ApiToken
        {
            Id = id,
            Name = request.Name,
            Owner = request.Robot ?? caller.Name,
            Grants = carried,
            Hash = TokenText.HashOf(text),
            CreatedAt = now,
            ExpiresAt = expires,
        };
        db.Add(token);
        db.Audit(caller, "token.create", $"{token.Owner}/{token.Id}", carried.Describe());
        await db.SaveChangesAsync(cancellationToken);
        return new CreatedToken(text, token);
    }

    /// <inheritdoc cref="ListAsync(Caller, IReadOnlyCollection{string}?, PageRequest, CancellationToken)"/>
    public Task<Page<ApiToken>> ListAsync(
        Caller caller,
        PageRequest page,
        CancellationToken cancellationToken
    ) => ListAsync(caller, owners: null, page, cancellationToken);

    /// <summary>The caller's own and those of robots the caller manages; an administrator sees all. By id.</summary>
    /// <param name="owners">Only of these; null: of all.</param>
    public async Task<Page<ApiToken>> ListAsync(
        Caller caller,
        IReadOnlyCollection<string>? owners,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.ApiTokens();
        if (!caller.IsAdministrator)
        {
            var managed = await ManagedAsync(caller, cancellationToken);
            query = query.Where(t => managed.Contains(t.Owner));
        }

        if (owners is not null)
        {
            query = query.Where(t => owners.Contains(t.Owner));
        }

        if (page.After is { } after)
        {
            query = query.Where(t => string.Compare(t.Id, after) > 0);
        }

        var rows = await query.OrderBy(t => t.Id).Take(page.Take).ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, t => t.Id);
    }

    /// <summary>Ends a token at once; done before, it stays as it is.</summary>
    public async Task<Result<Done>> RevokeAsync(
        Caller caller,
        string id,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var token = await db.Set<ApiToken>().FindAsync([id], cancellationToken);
        if (
            token is null
            || !caller.IsAdministrator
                && !(await ManagedAsync(caller, cancellationToken)).Contains(token.Owner)
        )
        {
            return AccessErrors.NoSuchToken.With($"There is no token {id} that you may revoke.");
        }

        if (token.RevokedAt is null)
        {
            token.Revoke(clock.GetUtcNow());
            db.Audit(caller, "token.revoke", $"{token.Owner}/{token.Id}");
            await db.SaveChangesAsync(cancellationToken);
        }

        return Done.Value;
    }

    private static Result<DateTimeOffset> Expiry(
        Caller caller,
        TokenRequest request,
        DateTimeOffset now
    )
    {
        var expires = now + (request.Life ?? DefaultLife);
        if (caller.ValidUntil is not { } end || expires <= end)
        {
            return expires;
        }

        return request.Life is null
            ? end
            : AccessErrors.TokenOutlives.With($"The token you use expires at {end:O}.");
    }

    private async Task<Result<IReadOnlyList<Grant>>> GrantsAsync(
        PortalDb db,
        Caller caller,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        if (await _scopes.CheckAsync(request.Grants ?? [], cancellationToken) is { } invalid)
        {
            return invalid;
        }

        if (request.Robot is null)
        {
            return request.Grants is null || request.Grants.All(caller.Carries)
                ? All(request.Grants ?? caller.Grants)
                : AccessErrors.TooMuch.With("The token would carry grants that you do not hold.");
        }

        var robot = await db.Principals()
            .OfType<Robot>()
            .SingleOrDefaultAsync(r => r.Name == request.Robot, cancellationToken);
        if (robot is null || !caller.Manages(robot))
        {
            return AccessErrors.Forbidden.With(
                $"There is no robot '{request.Robot}' that you manage."
            );
        }

        return request.Grants is null || request.Grants.All(robot.Grants.Contains)
            ? All(request.Grants ?? robot.Grants)
            : AccessErrors.TooMuch.With(
                "The token would carry grants that the robot does not hold."
            );
    }

    private static Result<IReadOnlyList<Grant>> All(IReadOnlyCollection<Grant> grants) =>
        Result<IReadOnlyList<Grant>>.Of([.. grants]);

    /// <summary>The caller and the robots that the caller manages.</summary>
    private async Task<List<string>> ManagedAsync(
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        [
            caller.Name,
            .. (await robots.ManagedAsync(caller, null, cancellationToken)).Select(r => r.Name),
        ];
}
