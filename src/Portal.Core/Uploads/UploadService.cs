using Portal.Access;
using Portal.Components;
using Portal.Problems;

namespace Portal.Uploads;

/// <summary>
/// Resumable uploads as their owners use them: made, asked for, ended. Nobody sees another's, and the portal's limits hold
/// before a byte is taken.
/// </summary>
public sealed class UploadService : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly UploadStore _store;
    private readonly UploadLocks _locks;
    private readonly UploadQueue _queue;
    private readonly ComponentPublishing _publishing;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _creating = new(1);

    internal UploadService(
        UploadStore store,
        UploadLocks locks,
        UploadQueue queue,
        ComponentPublishing publishing,
        TimeProvider clock
    )
    {
        _store = store;
        _locks = locks;
        _queue = queue;
        _publishing = publishing;
        _clock = clock;
    }

    public void Dispose() => _creating.Dispose();

    /// <summary>Begins an upload, if the caller could have it published.</summary>
    public async Task<Result<Upload>> CreateAsync(
        Caller caller,
        UploadRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var asked = request.ToComponentUpload() with { Length = request.Length };
        if (await _publishing.RefuseAsync(caller, asked, cancellationToken) is { } refused)
        {
            return refused;
        }

        var id = UploadId.New();
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (_store.Refuse(caller.Name, request.Length) is { } full)
            {
                return full;
            }

            _store.FilesOf(caller.Name, id).Create(request, _clock.GetUtcNow());
        }
        finally
        {
            _creating.Release();
        }

        return await FindAsync(caller, id.Text, cancellationToken);
    }

    /// <summary>
    /// Keeps what became of an archive that was published without being an upload, so that its outcome has a page.
    /// </summary>
    public Upload Record(Caller caller, UploadRequest request, Result<Published> published)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var id = UploadId.New();
        var now = _clock.GetUtcNow();
        var files = _store.FilesOf(caller.Name, id);
        var outcome = published.TryGet(out var version, out var error)
            ? UploadPublishing.Success(version, now, isOurs: version.IsNew)
            // The archive is not kept, so trying again is to send it again.
            : UploadOutcome.Of(error, now) with
            {
                End = UploadEnd.Refused,
            };
        files.Create(request, now);
        files.Write(outcome);
        return _store.Read(caller.Name, id)!.Value.Upload;
    }

    /// <summary>
    /// The caller's upload. One whose last byte arrived without anybody being told is published from here on.
    /// </summary>
    public async Task<Result<Upload>> FindAsync(
        Caller caller,
        string id,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!_store.Find(caller, id).TryGet(out var found, out var error))
        {
            return error;
        }

        if (
            !found.Upload.IsComplete
            || found.Upload.IsPublishing
            || found.Upload.Outcome is not null
        )
        {
            return found.Upload;
        }

        using var hold = await _locks.TakeAsync(found.Files, Taking.Try, cancellationToken);
        if (hold is not null && !found.Files.HasOrder && !found.Files.IsGone)
        {
            Order(caller, found.Files, found.Upload.Id);
        }

        return _store.Find(caller, id).TryGet(out found, out error) ? found.Upload : error;
    }

    /// <summary>The same, and waits at most so long for what becomes of it.</summary>
    public async Task<Result<Upload>> WaitAsync(
        Caller caller,
        string id,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        var start = _clock.GetTimestamp();
        while (true)
        {
            var found = await FindAsync(caller, id, cancellationToken);
            if (
                !found.TryGet(out var upload, out _)
                || !upload.IsPublishing
                || _clock.GetElapsedTime(start) >= longest
            )
            {
                return found;
            }

            // By looking, because another node may be the one that publishes.
            await Task.Delay(Glance, _clock, cancellationToken);
        }
    }

    /// <summary>
    /// The offset from which the sender is to go on. A request that still waits for bytes of this upload is ended: they will
    /// come by another.
    /// </summary>
    public async Task<Result<Upload>> StandAsync(
        Caller caller,
        string id,
        CancellationToken cancellationToken
    )
    {
        var asked = await FindAsync(caller, id, cancellationToken);
        if (!asked.TryGet(out var upload, out _) || upload.IsComplete)
        {
            return asked;
        }

        var files = _store.FilesOf(caller.Name, upload.Id);
        using (var hold = await _locks.TakeAsync(files, Taking.Over, cancellationToken))
        {
            if (hold is null)
            {
                return ResumableErrors.Busy;
            }

            files.Recover();
        }

        return await FindAsync(caller, id, cancellationToken);
    }

    /// <summary>The caller's uploads, newest first; not those that are gone.</summary>
    public IReadOnlyList<Upload> List(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return
        [
            .. _store
                .Of(caller.Name)
                .Select(id => _store.Find(caller, id.Text))
                .Where(found => found.Error is null)
                .Select(found => found.Value.Upload)
                .OrderByDescending(upload => upload.CreatedAt)
                .ThenBy(upload => upload.Id.Text, StringComparer.Ordinal),
        ];
    }

    /// <summary>Gives up an upload, or forgets what became of it. What was published stays.</summary>
    public async Task<Result<Done>> EndAsync(
        Caller caller,
        string id,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!_store.Find(caller, id).TryGet(out var found, out var error))
        {
            return error;
        }

        using var hold = await _locks.TakeAsync(found.Files, Taking.Over, cancellationToken);
        if (hold is null)
        {
            return ResumableErrors.Busy;
        }

        found.Files.MarkGone(_clock.GetUtcNow());
        return Done.Value;
    }

    private void Order(Caller caller, UploadFiles files, UploadId id)
    {
        files.Write(PublishOrder.Of(caller, _clock.GetUtcNow(), archive: null));
        _queue.Add(caller.Name, id);
    }
}
