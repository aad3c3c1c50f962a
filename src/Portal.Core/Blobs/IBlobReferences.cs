using Portal.Data;
using Portal.Protocol;

namespace Portal.Blobs;

/// <summary>A concept's answer to the collector: what must stay. Each concept that keeps blobs registers one.</summary>
public interface IBlobReferences
{
    /// <summary>
    /// Every blob that a committed row of the concept needs, in any order, repeats allowed. What cannot be read throws:
    /// a collection that does not know all references deletes nothing.
    /// </summary>
    IAsyncEnumerable<Digest> ReferencedAsync(PortalDb db, CancellationToken cancellationToken);
}
