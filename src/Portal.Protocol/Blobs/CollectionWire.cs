namespace Portal.Protocol.Blobs;

/// <summary>What a collection did: <c>POST /api/v1/admin/gc</c>.</summary>
/// <param name="Examined">Blobs in the store.</param>
/// <param name="Referenced">Blobs that a component version, lock or image names.</param>
/// <param name="Young">Unreferenced, but younger than the grace period: kept.</param>
/// <param name="Deleted">Unreferenced and old: gone (or, in a dry run, would be).</param>
/// <param name="DeletedBytes">Their sum.</param>
/// <param name="StagingDeleted">Abandoned upload folders.</param>
public sealed record CollectionWire(
    long Examined,
    long Referenced,
    long Young,
    long Deleted,
    long DeletedBytes,
    int StagingDeleted,
    bool DryRun
);
