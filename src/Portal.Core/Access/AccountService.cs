using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Access;

namespace Portal.Access;

/// <summary>Makes and lists people's accounts and machines' robots.</summary>
public sealed class AccountService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    private const int TitleLength = 200;

    /// <summary>Administrators only.</summary>
    public async Task<Result<Account>> CreateAccountAsync(
        Caller caller,
        string name,
        string? title,
        IReadOnlyCollection<Grant> grants,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(grants);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators make accounts.");
        }

        if (title is not null && (title.Length > TitleLength || title.Any(char.IsControl)))
        {
            return AccessErrors.InvalidTitle;
        }

        var account = new Account
        {
            Name = name,
            Title = title,
            CreatedAt = clock.GetUtcNow(),
        };
        return
            await SaveAsync(caller, account, grants, "account.create", cancellationToken)
                is { } error
            ? error
            : account;
    }

    /// <summary>Whoever may give every one of the grants makes a robot that holds them; one without grants, administrators.</summary>
    public async Task<Result<Robot>> CreateRobotAsync(
        Caller caller,
        string name,
        IReadOnlyCollection<Grant> grants,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(grants);
        if (!caller.IsAdministrator && caller.Giveable().Count == 0)
        {
            return AccessErrors.Forbidden.With("Robots are made by those who may give roles.");
        }

        var robot = new Robot { Name = name, CreatedAt = clock.GetUtcNow() };
        if (GrantRules.Check(grants) is { } invalid)
        {
            return invalid;
        }

        if (!caller.IsAdministrator && (grants.Count == 0 || !grants.All(caller.MayGive)))
        {
            return AccessErrors.TooMuch.With(
                "A robot holds only roles that its maker may give, and at least one."
            );
        }

        return
            await SaveAsync(caller, robot, grants, "robot.create", cancellationToken) is { } error
            ? error
            : robot;
    }

    /// <summary>By name. Administrators only.</summary>
    public async Task<Result<Page<Account>>> ListAccountsAsync(
        Caller caller,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators list accounts.");
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Principals().OfType<Account>();
        if (page.After is { } after)
        {
            query = query.Where(a => string.Compare(a.Name, after) > 0);
        }

        var rows = await query.OrderBy(a => a.Name).Take(page.Take).ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, a => a.Name);
    }

    private async Task<Error?> SaveAsync(
        Caller caller,
        Principal principal,
        IReadOnlyCollection<Grant> grants,
        string action,
        CancellationToken cancellationToken
    )
    {
        if (!Names.IsName(principal.Name) || Principal.Reserved.Contains(principal.Name))
        {
            return AccessErrors.InvalidName.With($"'{principal.Name}' cannot be a name.");
        }

        if (GrantRules.Check(grants) is { } invalid)
        {
            return invalid;
        }

        foreach (var grant in grants)
        {
            principal.Give(grant);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        db.Add(principal);
        db.Audit(caller, action, principal.Name, grants.Describe());
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return AccessErrors.NameTaken.With($"'{principal.Name}' is taken.");
        }
    }
}
