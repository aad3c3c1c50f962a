using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <param name="Code">The secret, for <c>/invitation/{code}</c>; shown once.</param>
public sealed record CreatedInvitation(string Code, Invitation Details)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"invitation {Details.Id}";
}

/// <summary>
/// Makes, lists and revokes invitations. An administrator invites to anything; whoever gives roles in a scope of their own
/// invites to those. An invitation is worth no more than its maker may give on the day it is used.
/// </summary>
public sealed class InvitationService(
    IDbContextFactory<PortalDb> factory,
    IEnumerable<IGrantScope> scopes,
    TimeProvider clock
)
{
    public const int LongestDays = 30;
    public const int DefaultDays = 7;

    private readonly GrantScopes _scopes = new(scopes);

    public async Task<Result<CreatedInvitation>> CreateAsync(
        Caller caller,
        IReadOnlyCollection<Grant> grants,
        string? note,
        int days,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(grants);
        if (caller.Kind != CallerKind.Account)
        {
            return AccessErrors.Forbidden.With("People invite people.");
        }

        var trimmed = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (
            days is < 1 or > LongestDays
            || trimmed is not null
                && (trimmed.Length > Invitation.NoteLength || trimmed.Any(char.IsControl))
        )
        {
            return AccessErrors.InvalidInvitation;
        }

        if (!caller.IsAdministrator && (grants.Count == 0 || !grants.All(caller.MayGive)))
        {
            return AccessErrors.TooMuch.With(
                "An invitation gives only roles that its maker may give, and at least one."
            );
        }

        if (await _scopes.CheckAsync(grants, cancellationToken) is { } invalid)
        {
            return invalid;
        }

        var now = clock.GetUtcNow();
        var code = SignInService.NewCode();
        var invitation = new Invitation
        {
            Hash = TokenText.HashOf(code),
            Note = trimmed,
            Grants = [.. grants],
            CreatedBy = caller.Name,
            CreatedAt = now,
            ExpiresAt = now + TimeSpan.FromDays(days),
        };
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        db.Add(invitation);
        db.Audit(caller, "invitation.create", $"{invitation.Id}", grants.Describe());
        await db.SaveChangesAsync(cancellationToken);
        return new CreatedInvitation(code, invitation);
    }

    /// <summary>Newest first: an administrator sees all, others those that they made.</summary>
    public async Task<Page<Invitation>> ListAsync(
        Caller caller,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Invitations();
        if (!caller.IsAdministrator)
        {
            query = query.Where(i => i.CreatedBy == caller.Name);
        }

        if (Guid.TryParse(page.After, out var after))
        {
            query = query.Where(i => i.Id < after);
        }

        // Ids are made in the order of time.
        var rows = await query
            .OrderByDescending(i => i.Id)
            .Take(page.Take)
            .ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, i => $"{i.Id}");
    }

    /// <summary>Its link is worth nothing from now on. Used or revoked before, it stays as it is.</summary>
    public async Task<Result<Done>> RevokeAsync(
        Caller caller,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var found = await db.Set<Invitation>().FindAsync([id], cancellationToken);
        if (found is null || (!caller.IsAdministrator && found.CreatedBy != caller.Name))
        {
            return AccessErrors.NoSuchInvitation;
        }

        if (found.IsOpen(clock.GetUtcNow()))
        {
            found.RevokedAt = clock.GetUtcNow();
            db.Audit(caller, "invitation.revoke", $"{id}");
            await db.SaveChangesAsync(cancellationToken);
        }

        return Done.Value;
    }
}
