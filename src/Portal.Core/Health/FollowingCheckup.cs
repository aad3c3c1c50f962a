using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Following;

namespace Portal.Health;

/// <summary>Whether products that follow another portal hear from it.</summary>
internal sealed class FollowingCheckup(IDbContextFactory<PortalDb> databases, TimeProvider clock)
    : ICheckup
{
    /// <summary>For so long a timestamp there is believed: what is silent longer is held back, or nobody is left there.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromHours(24);

    public string Name => "following";

    public bool NeedsDatabase => true;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.FollowedProducts()
            .Join(
                db.FollowingStates(),
                f => f.ProductId,
                s => s.ProductId,
                (f, s) => new { Followed = f, State = s }
            )
            .OrderBy(r => r.Followed.Product)
            .ToListAsync(cancellationToken);
        var limit = clock.GetUtcNow() - TooLong;
        var findings = new List<HealthFinding>();
        foreach (var row in rows)
        {
            var product = row.Followed.Product;
            var look = $"Look at it: gtp product following {product}";
            var why = row.State.ErrorText is { } error ? $" {error}" : "";
            if ((row.State.GoodAt ?? row.Followed.CreatedAt) < limit)
            {
                findings.Add(
                    HealthFinding.Error(
                        $"{Name}.silent",
                        $"No check of what {product} follows has ended well for a day.{why}",
                        look
                    )
                );
            }
            else if (row.State.ErrorCode is not null)
            {
                findings.Add(
                    HealthFinding.Warning(
                        $"{Name}.failed",
                        $"The last check of what {product} follows did not end well.{why}",
                        look
                    )
                );
            }
        }

        if (findings.Count == 0)
        {
            findings.Add(
                HealthFinding.Ok(
                    Name,
                    rows.Count == 0
                        ? "No product follows another portal."
                        : "What products follow was heard and taken."
                )
            );
        }

        return findings;
    }
}
