using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;

namespace Portal.Projects;

/// <summary>A project's roles are given for a project that exists.</summary>
internal sealed class ProjectScope(IDbContextFactory<PortalDb> factory) : IGrantScope
{
    public string Kind => "project";

    public IReadOnlySet<string> Roles { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            Protocol.Access.Roles.ProjectMaintainer,
            Protocol.Access.Roles.ProjectUploader,
        };

    public async Task<bool> ExistsAsync(string scope, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Projects().AnyAsync(p => p.Name == scope, cancellationToken);
    }
}
