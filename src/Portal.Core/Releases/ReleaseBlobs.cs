using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Blobs;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Every lock stays, and with it the content lists that it names, whatever became of the release.</summary>
internal sealed class ReleaseBlobs : IBlobReferences
{
    public async IAsyncEnumerable<Digest> ReferencedAsync(
        PortalDb db,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var digest in db.Releases()
                .Where(r => r.State != ReleaseStates.Removed)
                .Select(r => r.Lock)
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
        {
            yield return digest;
        }
    }
}
