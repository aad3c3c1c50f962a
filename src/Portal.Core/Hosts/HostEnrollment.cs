using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Hosts;
using Portal.Protocol.Problems;

namespace Portal.Hosts;

/// <summary>A host that is enrolled.</summary>
/// <param name="IsNew">False: it had been, with the same key.</param>
public sealed record Enrollment(EnrolledHost Host, bool IsNew);

/// <summary>Turns a fleet token into the key of one host.</summary>
public sealed class HostEnrollment(
    IDbContextFactory<PortalDb> factory,
    ChannelBoard board,
    TimeProvider clock
)
{
    /// <summary>The same host with the same key again changes nothing, so that it can be sent again.</summary>
    /// <param name="body">The request byte for byte, which the key has signed: who enrols a key has it.</param>
    /// <param name="signature">Null: there was none.</param>
    public async Task<Result<Enrollment>> EnrollAsync(
        EnrollWire wire,
        ReadOnlyMemory<byte> body,
        string? signature,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(wire);
        var findings = new List<Finding>();
        using var key = HostSignature.TryRead(wire.PublicKey);
        if (!HostSignature.IsHostId(wire.Host))
        {
            findings.Add(
                new("host.id", "A host's id has 32 lower-case hexadecimal digits.", "host")
            );
        }

        if (key is null)
        {
            findings.Add(
                new(
                    "host.public-key",
                    "The key is no SubjectPublicKeyInfo of ECDSA on P-256, in base64.",
                    "publicKey"
                )
            );
            return HostErrors.InvalidHost.With(findings);
        }

        if (findings.Count > 0)
        {
            return HostErrors.InvalidHost.With(findings);
        }

        if (!HostSignature.Verify(key, HostSignature.Enroll, body.Span, signature))
        {
            return HostErrors.BadSignature;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!(await TokenAsync(db, wire.Token, cancellationToken)).TryGet(out var token, out var e))
        {
            return e;
        }

        if (
            await FleetRules.CheckAsync(
                board,
                token.Product,
                token.Distro,
                (wire.Product, wire.Channel),
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
            return HostErrors.InvalidHost.With(findings);
        }

        if (await FindAsync(db, wire, token, cancellationToken) is { } before)
        {
            return before;
        }

        var now = clock.GetUtcNow();
        var host = new EnrolledHost
        {
            Id = wire.Host,
            ProductId = token.ProductId,
            Product = token.Product,
            Distro = token.Distro,
            Token = token.Id,
            PublicKey = wire.PublicKey,
            EnrolledAt = now,
            HeardAt = now,
        };
        db.Add(host);
        db.Audit(
            Caller.System,
            "host.enroll",
            $"{host.Product}/{host.Id}",
            $"by the fleet token {token.Id} of {token.CreatedBy}"
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new Enrollment(host, true);
        }
        catch (DbUpdateException failure) when (failure.IsUniqueViolation())
        {
            // The same request, twice at once.
            return await FindAsync(db, wire, token, cancellationToken) ?? HostErrors.IdTaken;
        }
    }

    private async Task<Result<FleetToken>> TokenAsync(
        PortalDb db,
        string text,
        CancellationToken cancellationToken
    )
    {
        var token = TokenText.TryReadId(text, out var id, FleetTokenService.Prefix)
            ? await db.FleetTokens().SingleOrDefaultAsync(t => t.Id == id, cancellationToken)
            : null;
        return token is null || !TokenText.Matches(token.Hash, text) ? HostErrors.TokenRefused
            : token.RevokedAt is { } revoked
                ? HostErrors.TokenRevoked.With(
                    $"The fleet token {token.Id} was revoked at {revoked:O}."
                )
            : token.ExpiresAt <= clock.GetUtcNow()
                ? HostErrors.TokenExpired.With(
                    $"The fleet token {token.Id} expired at {token.ExpiresAt:O}."
                )
            : token;
    }

    /// <summary>Null: there is no host of this id yet.</summary>
    private static async Task<Result<Enrollment>?> FindAsync(
        PortalDb db,
        EnrollWire wire,
        FleetToken token,
        CancellationToken cancellationToken
    )
    {
        var host = await db.EnrolledHosts()
            .SingleOrDefaultAsync(h => h.Id == wire.Host, cancellationToken);
        return host is null ? null
            : host.PublicKey == wire.PublicKey
            && host.Product == token.Product
            && host.Distro == token.Distro
                ? new Enrollment(host, false)
            : HostErrors.IdTaken;
    }
}
