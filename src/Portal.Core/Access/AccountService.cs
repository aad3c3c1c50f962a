using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Access;

namespace Portal.Access;

/// <summary>Makes and lists people's accounts and machines' robots.</summary>
public sealed class AccountService(
    IDbContextFactory<PortalDb> factory,
    IEnumerable<IGrantScope> scopes,
    TimeProvider clock
)
{
    internal const int TitleLength = 200;

    private readonly GrantScopes _scopes = new(scopes);

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

        if (!IsTitle(title))
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

    /// <summary>What others read beside the name: the person's own, or an administrator's choice. Empty: none.</summary>
    public async Task<Result<Done>> SetTitleAsync(
        Caller caller,
        string account,
        string? title,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator && !(caller.IsSelf() && caller.Name == account))
        {
            return AccessErrors.Forbidden.With("A person's title is their own choice.");
        }

        var trimmed = string.IsNullOrWhiteSpace(title) ? null : title.Trim();
        if (!IsTitle(trimmed))
        {
            return AccessErrors.InvalidTitle;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var found = await db.Set<Account>()
            .SingleOrDefaultAsync(a => a.Name == account, cancellationToken);
        if (found is null)
        {
            return AccessErrors.NoSuchPrincipal.With($"There is no account '{account}'.");
        }

        found.Title = trimmed;
        db.Audit(caller, "account.title", account, trimmed);
        await db.SaveChangesAsync(cancellationToken);
        return Done.Value;
    }

    internal static bool IsTitle(string? title) =>
        title is null || (title.Length <= TitleLength && !title.Any(char.IsControl));

    /// <summary>Null for a name that nobody has. Administrators, and the person.</summary>
    public async Task<Account?> FindAsync(
        Caller caller,
        string name,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator && caller.Name != name)
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Principals()
            .OfType<Account>()
            .SingleOrDefaultAsync(a => a.Name == name, cancellationToken);
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

        if (await _scopes.CheckAsync(grants, cancellationToken) is { } invalid)
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
