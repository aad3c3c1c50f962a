using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;

namespace Portal.Products;

/// <summary>A product's role is given for a product that exists.</summary>
internal sealed class ProductScope(IDbContextFactory<PortalDb> factory) : IGrantScope
{
    public string Kind => "product";

    public IReadOnlySet<string> Roles { get; } =
        new HashSet<string>(StringComparer.Ordinal) { Protocol.Access.Roles.ReleaseManager };

    public async Task<bool> ExistsAsync(string scope, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Products().AnyAsync(p => p.Name == scope, cancellationToken);
    }
}
