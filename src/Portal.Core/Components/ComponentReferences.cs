using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Components;

/// <summary>Every version needs its content list and the files in it; a yanked one too, as releases may hold it.</summary>
internal sealed class ComponentReferences(ContentLists lists) : IBlobReferences
{
    public async IAsyncEnumerable<Digest> ReferencedAsync(
        PortalDb db,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Read before the files are: on PostgreSQL a query must end before the context's next.
        var contents = await db.ComponentVersions()
            .Select(v => v.Content)
            .Distinct()
            .ToListAsync(cancellationToken);
        foreach (var content in contents)
        {
            yield return content;
            var list = await lists.ReadAsync(content, cancellationToken);
            foreach (var entry in list.Entries.Where(e => e.Kind is ContentKind.File))
            {
                yield return entry.Sha256;
            }
        }
    }
}
