using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;

namespace Portal.Channels;

/// <summary>A distro's role is given for a distro that exists.</summary>
internal sealed class DistroScope(IDbContextFactory<PortalDb> factory) : IGrantScope
{
    public string Kind => "distro";

    public IReadOnlySet<string> Roles { get; } =
        new HashSet<string>(StringComparer.Ordinal) { Protocol.Access.Roles.DistroMaintainer };

    public async Task<bool> ExistsAsync(string scope, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Distros().AnyAsync(d => d.Name == scope, cancellationToken);
    }
}
