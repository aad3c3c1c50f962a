using System.Threading.Channels;

namespace Portal.Uploads;

/// <summary>Uploads that wait to be published. Only a nudge: what is on the disk is the truth, and the sweep finds it too.</summary>
internal sealed class UploadQueue
{
    private readonly Channel<(string Owner, UploadId Id)> _waiting = Channel.CreateUnbounded<(
        string,
        UploadId
    )>();

    public void Add(string owner, UploadId id) => _waiting.Writer.TryWrite((owner, id));

    public IAsyncEnumerable<(string Owner, UploadId Id)> TakeAsync(
        CancellationToken cancellationToken
    ) => _waiting.Reader.ReadAllAsync(cancellationToken);
}
