using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Access;

/// <summary>Removes rows that nobody can use any more. The audit log keeps what they were for.</summary>
public sealed class AccessSweep(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    /// <summary>For so long after its end a row is kept, for whoever wonders what became of it.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Sessions are kept for as long as the place they came from counts as known: by it somebody signs in while the name is
    /// being guessed at.
    /// </summary>
    public static TimeSpan SessionsKeptFor { get; } = TimeSpan.FromDays(90);

    /// <returns>How many rows went.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var end = clock.GetUtcNow() - KeptFor;
        var sessions = clock.GetUtcNow() - SessionsKeptFor;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Set<SignInLink>()
                .Where(l => l.ExpiresAt < end)
                .ExecuteDeleteAsync(cancellationToken)
            + await db.Set<Session>()
                .Where(s => s.LastUsedAt < sessions)
                .ExecuteDeleteAsync(cancellationToken)
            + await db.Set<Invitation>()
                .Where(i => i.ExpiresAt < end)
                .ExecuteDeleteAsync(cancellationToken);
    }
}
