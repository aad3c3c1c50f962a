using Portal.Blobs;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Components;

/// <summary>Unpacks an archive into an upload's staging folder, each distinct file once.</summary>
internal sealed class StagingSink(StagedUpload upload) : IArchiveSink
{
    private readonly Dictionary<Digest, StagedBlob> _blobs = [];

    /// <summary>What the archive holds, once it was read without a finding.</summary>
    public IReadOnlyCollection<StagedBlob> Blobs => _blobs.Values;

    public ValueTask<Stream> CreateFileAsync(
        ContentPath path,
        long length,
        CancellationToken cancellationToken
    ) => new(upload.CreateFile(length));

    public ValueTask CompleteFileAsync(
        ContentPath path,
        Stream file,
        Digest sha256,
        long length,
        CancellationToken cancellationToken
    )
    {
        var blob = upload.Keep((FileStream)file, sha256, length);
        if (!_blobs.TryAdd(sha256, blob))
        {
            upload.Drop(blob);
        }

        return ValueTask.CompletedTask;
    }
}
