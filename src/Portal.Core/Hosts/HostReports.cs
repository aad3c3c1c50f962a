using Microsoft.EntityFrameworkCore;
using Portal.Channels;
using Portal.Data;
using Portal.Images;
using Portal.Problems;
using Portal.Protocol.Hosts;
using Portal.Releases;

namespace Portal.Hosts;

/// <summary>
/// Takes reports. A host is one row, which the newest report overwrites: twice the same, an older one, or one that somebody
/// replays changes nothing, and two at once are ordered by the database.
/// </summary>
public sealed class HostReports(
    IDbContextFactory<PortalDb> factory,
    ChannelBoard board,
    TimeProvider clock
)
{
    /// <summary>The host whose key signed the body. Until then nothing of the body is read.</summary>
    public async Task<Result<EnrolledHost>> AuthenticateAsync(
        string id,
        ReadOnlyMemory<byte> body,
        string signature,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var host = HostSignature.IsHostId(id)
            ? await db.EnrolledHosts().SingleOrDefaultAsync(h => h.Id == id, cancellationToken)
            : null;
        if (host is null)
        {
            return HostErrors.NotEnrolled;
        }

        using var key =
            HostSignature.TryRead(host.PublicKey)
            ?? throw new InvalidOperationException($"The key of the host {host.Id} is damaged.");
        return HostSignature.Verify(key, HostSignature.Report, body.Span, signature)
            ? host
            : HostErrors.BadSignature;
    }

    /// <summary>Makes it what is known of the host.</summary>
    /// <returns>False: this report had been taken before.</returns>
    public async Task<Result<bool>> TakeAsync(
        EnrolledHost host,
        ReportWire report,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(report);
        var now = clock.GetUtcNow();
        var findings = ReportCheck.Run(host, report, now);
        if (
            await FleetRules.CheckAsync(
                board,
                host.Product,
                host.Distro,
                (report.Product, report.Channel),
                findings,
                cancellationToken
            ) is
            { } refused
        )
        {
            return refused;
        }

        if (findings.Count > 0)
        {
            return HostErrors.InvalidReport.With(findings);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var holds = await HoldsAsync(db, report, cancellationToken);
        // Both databases keep milliseconds.
        var time = DateTimeOffset.FromUnixTimeMilliseconds(report.Time.ToUnixTimeMilliseconds());
        var updated = await db.Set<EnrolledHost>()
            .Where(h => h.Id == host.Id && (h.ReportedAt == null || h.ReportedAt < time))
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(h => h.HeardAt, now)
                        .SetProperty(h => h.ReportId, report.Id)
                        .SetProperty(h => h.ReportedAt, time)
                        .SetProperty(h => h.Channel, report.Channel)
                        .SetProperty(h => h.Version, report.Version)
                        .SetProperty(h => h.Sha256, report.Sha256)
                        .SetProperty(h => h.Holds, holds)
                        .SetProperty(h => h.Pinned, report.Pinned)
                        .SetProperty(h => h.Reason, report.Reason)
                        .SetProperty(h => h.Error, report.Error)
                        .SetProperty(h => h.Gtp, report.Gtp),
                cancellationToken
            );
        if (updated == 1)
        {
            return true;
        }

        var last = await db.EnrolledHosts()
            .SingleOrDefaultAsync(h => h.Id == host.Id, cancellationToken);
        return last is null ? HostErrors.NotEnrolled
            : last.ReportId == report.Id ? false
            : HostErrors.Older.With($"The last one is of {last.ReportedAt!.Value.UtcDateTime:O}.");
    }

    /// <summary>A version counts as one of the product's only with the bytes of its image.</summary>
    private static async Task<string> HoldsAsync(
        PortalDb db,
        ReportWire report,
        CancellationToken cancellationToken
    )
    {
        if (report.Version is null)
        {
            return HeldImages.Nothing;
        }

        var isKnown = await (
            from release in db.Releases()
            join image in db.Images() on release.Id equals image.ReleaseId
            where
                release.Product == report.Product
                && release.Version == report.Version
                && image.Sha256 == report.Sha256
            select release.Id
        ).AnyAsync(cancellationToken);
        return isKnown ? report.Version : HeldImages.Other;
    }
}
