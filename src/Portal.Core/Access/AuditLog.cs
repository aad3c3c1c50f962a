using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <param name="ActionPrefix">Such as <c>token.</c> or <c>token.create</c>.</param>
/// <param name="Since">From this time on.</param>
/// <param name="Before">Until before this time.</param>
public sealed record AuditFilter(
    string? ActionPrefix = null,
    string? Actor = null,
    string? Subject = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Before = null
);

/// <summary>Whether the chain holds.</summary>
/// <param name="Entries">How many were walked.</param>
/// <param name="BrokenAt">Sequence at which it breaks first; null when it holds.</param>
/// <param name="Reason">One sentence; null when it holds.</param>
public sealed record AuditVerdict(long Entries, long? BrokenAt, string? Reason)
{
    public bool Holds => Reason is null;
}

/// <summary>Reads the audit log and proves that it is whole.</summary>
public sealed class AuditLog(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Newest first. Administrators only.</summary>
    public async Task<Result<Page<AuditEntry>>> ListAsync(
        Caller caller,
        AuditFilter filter,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators read the audit log.");
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.AuditEntries();
        if (filter.ActionPrefix is { } prefix)
        {
            query = query.Where(e => e.Action.StartsWith(prefix));
        }

        if (filter.Actor is { } actor)
        {
            query = query.Where(e => e.Actor == actor);
        }

        if (filter.Subject is { } subject)
        {
            query = query.Where(e => e.Subject == subject);
        }

        if (filter.Since is { } since)
        {
            query = query.Where(e => e.At >= since);
        }

        if (filter.Before is { } until)
        {
            query = query.Where(e => e.At < until);
        }

        if (long.TryParse(page.After, out var before))
        {
            query = query.Where(e => e.Sequence < before);
        }

        var rows = await query
            .OrderByDescending(e => e.Sequence)
            .Take(page.Take)
            .ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, e => $"{e.Sequence}");
    }

    /// <summary>How many entries there are, by the head of the chain.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Set<AuditHead>()
            .AsNoTracking()
            .Select(h => h.Sequence)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Walks the chain from its beginning to the head kept beside it. An entry that was altered, dropped or moved breaks
    /// the hashes; one cut off at the end leaves the head pointing past it.
    /// </summary>
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        // One snapshot: entries written meanwhile are in neither the head nor the walk.
        var head = await db.Set<AuditHead>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var (count, hash) = (0L, AuditEntry.Genesis);
        var end = head?.Sequence ?? long.MaxValue;
        var entries = db.AuditEntries()
            .Where(e => e.Sequence <= end)
            .OrderBy(e => e.Sequence)
            .AsAsyncEnumerable();
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            if (entry.Sequence != count + 1)
            {
                return new(count, count + 1, $"Entry {count + 1} is missing.");
            }

            if (entry.HashAfter(hash) != entry.Hash)
            {
                return new(
                    count,
                    entry.Sequence,
                    $"Entry {entry.Sequence} is not the one that was written, or not in its place."
                );
            }

            (count, hash) = (count + 1, entry.Hash);
        }

        if (head is null)
        {
            return count == 0
                ? new(0, null, null)
                : new(count, count + 1, "The head of the log is missing.");
        }

        if (count != head.Sequence)
        {
            return new(count, count + 1, $"The log ends at {count}, its head is {head.Sequence}.");
        }

        if (hash != head.Hash)
        {
            return new(count, count, "The last entry is not the one that the head names.");
        }

        return await HasStrayAsync(db, head.Sequence, cancellationToken)
            ? new(count, count + 1, "There are entries after the head.")
            : new(count, null, null);
    }

    /// <summary>True for entries beyond the head; writes of this moment move the head along with them.</summary>
    private static async Task<bool> HasStrayAsync(
        PortalDb db,
        long end,
        CancellationToken cancellationToken
    ) =>
        await db.AuditEntries().AnyAsync(e => e.Sequence > end, cancellationToken)
        && await db.Set<AuditHead>().AnyAsync(h => h.Sequence == end, cancellationToken);
}
