using System.Globalization;
using System.Net;
using System.Text;
using Portal.Protocol.Uploads;

namespace Portal.Protocol.Client;

/// <summary>
/// Resumable uploads, by tus 1.0.0: an archive is sent in pieces, and whatever breaks off goes on from the last byte that
/// the portal has, in this run or in another that still knows the upload's id.
/// </summary>
public sealed class UploadsClient
{
    /// <summary>
    /// Bytes in one request. Enough that the round trip between two does not matter, few enough for the limits of proxies.
    /// </summary>
    private const long PieceSize = 64 << 20;

    /// <summary>Seconds for which the portal is asked to hold back an answer that is not known yet.</summary>
    private const int Wait = 20;

    private readonly PortalTransport _transport;

    internal UploadsClient(PortalTransport transport) => _transport = transport;

    /// <summary>Begins an upload.</summary>
    /// <returns>Its id.</returns>
    public Task<string> CreateAsync(ResumableUpload upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var metadata = string.Join(
            ',',
            new (string Key, string? Value)[]
            {
                (Tus.Metadata.Component, upload.Component),
                (Tus.Metadata.Version, upload.Version),
                (Tus.Metadata.Project, upload.Archive.Project),
                (Tus.Metadata.FileName, upload.FileName),
                (Tus.Metadata.Sha256, upload.Archive.Digest?.Hex),
            }
                .Where(pair => pair.Value is not null)
                .Select(pair =>
                    $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value!))}"
                )
        );
        return _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("uploads"))
            {
                // Made twice when an answer is lost, it is an empty upload that expires by itself.
                Repeatable = true,
                Headers = headers =>
                {
                    headers.Add(Tus.ResumableHeader, Tus.Version);
                    headers.Add(Tus.LengthHeader, Text(upload.Archive.Length));
                    headers.Add(Tus.MetadataHeader, metadata);
                },
            },
            response =>
            {
                using (response)
                {
                    // Only the id is taken from the address: the token goes nowhere but to the portal that it is for.
                    var id = response.Headers.Location?.OriginalString.TrimEnd('/').Split('/')[^1];
                    return string.IsNullOrEmpty(id)
                        ? throw Answers.NotAPortal(response)
                        : Task.FromResult(id);
                }
            },
            cancellationToken
        );
    }

    /// <summary>What the portal says of the upload.</summary>
    /// <param name="wait">How long the answer may wait for what becomes of it, in seconds, 0-30.</param>
    public Task<UploadWire> GetAsync(string id, int wait, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            PortalRequest.Get(ApiPath.WithQuery(PathOf(id), ("wait", ApiPath.Text(wait)))),
            ProtocolJson.Default.UploadWire,
            cancellationToken
        );

    /// <summary>Gives the upload up.</summary>
    public async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        using var _ = await _transport
            .SendAsync(
                new PortalRequest(HttpMethod.Delete, PathOf(id))
                {
                    Headers = headers => headers.Add(Tus.ResumableHeader, Tus.Version),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Sends the archive, or what is missing of it, and waits for what becomes of it. A connection that breaks and a portal
    /// that restarts are waited for as long as <see cref="PortalClientOptions.UploadRetries"/> say.
    /// </summary>
    /// <param name="id">Of an upload of this very archive that broke off; null: begin.</param>
    /// <returns>The upload in a final state: see <see cref="UploadStates"/>.</returns>
    public async Task<UploadWire> PushAsync(
        ResumableUpload upload,
        string? id,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(upload);
        var attempt = 0;
        var furthest = 0L;
        while (true)
        {
            try
            {
                var offset = id is null
                    ? null
                    : await OffsetAsync(id, cancellationToken).ConfigureAwait(false);
                if (id is null || offset is null)
                {
                    id = await CreateAsync(upload, cancellationToken).ConfigureAwait(false);
                    upload.Begun?.Invoke(id);
                }

                Reach(offset ?? 0);
                return await FinishAsync(
                        upload,
                        id,
                        offset ?? 0,
                        Reach,
                        progress,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }
            catch (PortalException e)
                when (MayGoOn(e) && attempt < _transport.Options.UploadRetries)
            {
                var wait = RetryPolicy.Backoff(attempt++);
                upload.Waiting?.Invoke(e, wait);
                await _transport.Retry.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }

        // Only tries that bring it no further count.
        void Reach(long offset)
        {
            if (offset > furthest)
            {
                (furthest, attempt) = (offset, 0);
            }
        }
    }

    private async Task<UploadWire> FinishAsync(
        ResumableUpload upload,
        string id,
        long offset,
        Action<long> reach,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var length = upload.Archive.Length;
        progress?.Report(new TransferProgress(offset, length));
        if (offset == length && length > 0)
        {
            var known = await GetAsync(id, wait: 0, cancellationToken).ConfigureAwait(false);
            if (known.State == UploadStates.Failed)
            {
                await SendAsync(upload, id, offset, 0, null, cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        while (offset < length)
        {
            var count = Math.Min(PieceSize, length - offset);
            await SendAsync(upload, id, offset, count, progress, cancellationToken)
                .ConfigureAwait(false);
            reach(offset += count);
        }

        while (true)
        {
            var found = await GetAsync(id, Wait, cancellationToken).ConfigureAwait(false);
            if (UploadStates.IsFinal(found.State))
            {
                return found;
            }
        }
    }

    private async Task SendAsync(
        ResumableUpload upload,
        string id,
        long offset,
        long count,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        using var response = await _transport
            .SendAsync(
                new PortalRequest(HttpMethod.Patch, PathOf(id))
                {
                    Content = () => UploadContent.Piece(upload.Archive, offset, count, progress),
                    Headers = headers =>
                    {
                        headers.Add(Tus.ResumableHeader, Tus.Version);
                        headers.Add(Tus.OffsetHeader, Text(offset));
                    },
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        // Only this says that the bytes are kept; a 200 of something in between does not.
        if (ReadOffset(response) != offset + count)
        {
            throw Answers.NotAPortal(response);
        }
    }

    /// <summary>Null when the portal does not have the upload any more.</summary>
    private async Task<long?> OffsetAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _transport
                .SendAsync(
                    new PortalRequest(HttpMethod.Head, PathOf(id))
                    {
                        // Whoever asks goes on trying for longer than a single request would.
                        Repeatable = false,
                        Headers = headers => headers.Add(Tus.ResumableHeader, Tus.Version),
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            return ReadOffset(response) ?? throw Answers.NotAPortal(response);
        }
        catch (PortalException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return null;
        }
        catch (PortalException e) when (e.Status is not null && !MayGoOn(e))
        {
            // An answer to HEAD has no words; the same question by GET has.
            await GetAsync(id, wait: 0, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private static long? ReadOffset(HttpResponseMessage response) =>
        response.Headers.TryGetValues(Tus.OffsetHeader, out var values)
        && long.TryParse(
            values.FirstOrDefault(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var offset
        )
            ? offset
            : null;

    /// <summary>What passes, and what asking for the offset anew puts right.</summary>
    private static bool MayGoOn(PortalException e) =>
        e.IsTransient
        || e.Status is HttpStatusCode.Locked
        || (e.Problem?.Code is "upload.offset-conflict" or "upload.not-found" or "upload.gone");

    private static string PathOf(string id) => ApiPath.Of("uploads", id);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
