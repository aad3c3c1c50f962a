namespace Portal.Blobs;

/// <summary>
/// Blobs that lie in the store and wait for the rows that reference them: save those rows in the same context, then
/// <see cref="CompleteAsync"/>. Until disposal nothing is swept; a placement that is never completed leaves its blobs to
/// the collector.
/// </summary>
public sealed class BlobPlacement : IAsyncDisposable
{
    private readonly BlobGate.Pass _pass;

    internal BlobPlacement(BlobGate.Pass pass) => _pass = pass;

    /// <summary>Commits what was saved in the context since the blobs were placed.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) =>
        _pass.CommitAsync(cancellationToken);

    public ValueTask DisposeAsync() => _pass.DisposeAsync();
}
