using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Problems;
using Portal.Products;

namespace Portal.Hosts;

/// <param name="Text">The secret, shown once and kept nowhere.</param>
public sealed record CreatedFleetToken(string Text, FleetToken Details)
{
    /// <summary>Without the secret, so that it does not reach a log by accident.</summary>
    public override string ToString() => Details.Id;
}

/// <summary>A fleet token with the number of hosts that came by it and are still here.</summary>
public sealed record ListedFleetToken(FleetToken Token, int Hosts);

/// <summary>
/// Makes, lists and revokes fleet tokens. A product's are its release managers', a distro's are its maintainers';
/// administrators may all.
/// </summary>
public sealed class FleetTokenService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    /// <summary>Tells a fleet token from an API token at a glance, and to secret scanners.</summary>
    internal const string Prefix = "gtf_";

    private static readonly TimeSpan DefaultLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    /// <param name="distro">For channels of this distro alone; null: for any of the product.</param>
    /// <param name="life">Null: 90 days, or as long as the caller's own token.</param>
    public async Task<Result<CreatedFleetToken>> CreateAsync(
        Caller caller,
        string product,
        string name,
        string? distro,
        TimeSpan? life,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(name);
        if (!caller.MayManage(product, distro))
        {
            return Refuse(product, distro);
        }

        if (
            name.Length is 0 or > FleetTokenConfiguration.NameLength
            || name.Any(char.IsControl)
            || life < TimeSpan.FromDays(1)
            || life > LongestLife
        )
        {
            return HostErrors.InvalidToken;
        }

        var now = clock.GetUtcNow();
        var expires = now + (life ?? DefaultLife);
        if (caller.ValidUntil is { } end && expires > end)
        {
            if (life is not null)
            {
                return AccessErrors.TokenOutlives.With($"The token you use expires at {end:O}.");
            }

            expires = end;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var found = await db.Products()
            .SingleOrDefaultAsync(p => p.Name == product, cancellationToken);
        if (found is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.");
        }

        if (
            distro is not null
            && !await db.Distros().AnyAsync(d => d.Name == distro, cancellationToken)
        )
        {
            return DistroErrors.NotFound.With($"There is no distro '{distro}'.");
        }

        var (id, text) = TokenText.Create(Prefix);
        var token = new FleetToken
        {
            Id = id,
            Name = name,
            ProductId = found.Id,
            Product = product,
            Distro = distro,
            Hash = TokenText.HashOf(text),
            CreatedBy = caller.Name,
            CreatedAt = now,
            ExpiresAt = expires,
        };
        db.Add(token);
        db.Audit(caller, "fleet-token.create", $"{product}/{id}", distro ?? name);
        await db.SaveChangesAsync(cancellationToken);
        return new CreatedFleetToken(text, token);
    }

    /// <summary>Those that the caller may revoke, by id.</summary>
    public async Task<Result<Page<ListedFleetToken>>> ListAsync(
        Caller caller,
        string product,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        var distros = caller.Distros();
        var all = caller.MayManage(product, null);
        if (!all && distros.Count == 0)
        {
            return Refuse(product, null);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await db.Products().AnyAsync(p => p.Name == product, cancellationToken))
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.");
        }

        var query = db.FleetTokens().Where(t => t.Product == product);
        if (!all)
        {
            query = query.Where(t => distros.Contains(t.Distro!));
        }

        if (page.After is { } after)
        {
            query = query.Where(t => string.Compare(t.Id, after) > 0);
        }

        var rows = await query
            .OrderBy(t => t.Id)
            .Take(page.Take)
            .Select(t => new ListedFleetToken(t, db.EnrolledHosts().Count(h => h.Token == t.Id)))
            .ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, t => t.Token.Id);
    }

    /// <summary>
    /// Ends a token at once: nobody enrols by it any more. Hosts that did go on, unless they are to be forgotten as well.
    /// </summary>
    /// <param name="hosts">Forgets every host that came by it, with its key: for a token that leaked.</param>
    public async Task<Result<Done>> RevokeAsync(
        Caller caller,
        string product,
        string id,
        bool hosts,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var token = await db.Set<FleetToken>()
            .SingleOrDefaultAsync(t => t.Id == id && t.Product == product, cancellationToken);
        if (!caller.MayManage(product, null) && !caller.MayManage(product, token?.Distro))
        {
            return Refuse(product, null);
        }

        if (token is null)
        {
            return HostErrors.NoSuchToken.With($"{product} has no fleet token {id}.");
        }

        var forgotten = hosts
            ? await db.Set<EnrolledHost>()
                .Where(h => h.Token == id && h.Product == product)
                .ToListAsync(cancellationToken)
            : [];
        if (token.RevokedAt is null || forgotten.Count > 0)
        {
            token.Revoke(clock.GetUtcNow());
            db.RemoveRange(forgotten);
            db.Audit(
                caller,
                "fleet-token.revoke",
                $"{product}/{id}",
                hosts ? $"and {forgotten.Count} hosts" : null
            );
            await db.SaveChangesAsync(cancellationToken);
        }

        return Done.Value;
    }

    private static Error Refuse(string product, string? distro) =>
        HostErrors.Forbidden.With(
            distro is null
                ? $"Only release managers of {product}, and administrators, do this."
                : $"Only maintainers of {distro}, and administrators, do this."
        );
}
