using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Iso9660;
using Portal.Jobs;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Signing;

namespace Portal.Images;

/// <summary>
/// Makes the image of a release: signs the contents, plans, reads the image once for its digest and signature, and keeps
/// the parts. Killed anywhere, the next attempt goes on: what was committed is used, the rest is made again.
/// </summary>
internal sealed partial class ImageAssembly(
    IDbContextFactory<PortalDb> factory,
    ReleaseProgress progress,
    LockedContents locked,
    BlobStore blobs,
    StagingArea staging,
    ReleaseSigner signer,
    JobMetrics jobs,
    ImageMetrics metrics,
    TimeProvider clock,
    ILogger<ImageAssembly> log
) : IWorkSource
{
    public string Kind => ReleaseProgress.Kind;

    public Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken) =>
        progress.DueAsync(cancellationToken);

    public Task<WorkQueue> QueueAsync(CancellationToken cancellationToken) =>
        progress.QueueAsync(cancellationToken);

    public async Task RunAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await progress.BeginAsync(id, cancellationToken) is not { } attempt)
        {
            return;
        }

        var release = attempt.Release;
        try
        {
            var start = clock.GetTimestamp();
            await AssembleAsync(attempt, cancellationToken);
            metrics.RecordAssembly(clock.GetElapsedTime(start));
            await progress.SucceedAsync(attempt, cancellationToken);
            Log.Assembled(log, release.Product, release.Version, release.Id);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await progress.InterruptAsync(attempt);
            throw;
        }
        catch (Exception e)
        {
            var (failure, isPermanent) = ImageFailure.Explain(e);
            var givenUp = await progress.FailAsync(
                attempt,
                failure,
                isPermanent,
                cancellationToken
            );
            jobs.CountFailure(Kind, givenUp);
            Log.Failed(log, release.Product, release.Version, attempt.Id, givenUp, e);
        }
    }

    private async Task AssembleAsync(ReleaseAttempt attempt, CancellationToken cancellationToken)
    {
        var release = attempt.Release;
        await progress.EnterAsync(attempt, ReleaseStates.Signing, 0, cancellationToken);
        var frozen = await locked.ReadLockAsync(release.Lock, cancellationToken);
        var components = await locked.ReadComponentsAsync(frozen, cancellationToken);
        var layout = Layouts.Get(frozen.Layout);
        if (layout.Check(frozen, [.. components]) is [var problem, ..])
        {
            throw new InvalidDataException($"The disc cannot be composed: {problem}");
        }

        var contents = layout.Compose(frozen, [.. components]);
        var signature = await SignContentsAsync(
            release,
            frozen,
            contents,
            layout,
            cancellationToken
        );
        var plan = layout.WithSignature(contents, signature);
        var parts = IsoLayout.Plan(plan.Tree, plan.Profile).Parts;
        await progress.EnterAsync(
            attempt,
            ReleaseStates.Assembling,
            parts.Length,
            cancellationToken
        );
        await PlaceGeneratedAsync(plan, cancellationToken);
        using var pace = new ProgressPace(progress, release.Id, parts.Length, clock);
        var (sha256, imageSignature) = await ImageHashing.RunAsync(
            parts,
            new BlobContent(blobs),
            signer,
            pace,
            expected: null,
            cancellationToken
        );
        await pace.DrainAsync();
        await KeepAsync(release, frozen, parts, sha256, imageSignature, cancellationToken);
    }

    /// <summary>Made once: whatever happens later, the image is planned with the same signature.</summary>
    private async Task<byte[]> SignContentsAsync(
        Release release,
        ReleaseLock frozen,
        DiscContents contents,
        Layout layout,
        CancellationToken cancellationToken
    )
    {
        var sums = contents.GeneratedAt(layout.SumsPath);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var image = await db.Images()
            .SingleOrDefaultAsync(i => i.ReleaseId == release.Id, cancellationToken);
        if (image is not null && image.Contents == Digest.Of(sums.Span))
        {
            return await blobs.ReadAsync(image.ContentsSignature, cancellationToken);
        }

        if (image is not null)
        {
            throw new InvalidDataException(
                "The lock composes to other contents than those that were signed: a published layout was changed."
            );
        }

        var signature = signer.SignContents(frozen.DiscKey, sums.Span);
        await using var staged = staging.Open();
        StagedBlob[] made =
        [
            await staged.AddAsync(sums, cancellationToken),
            await staged.AddAsync(signature, cancellationToken),
        ];
        db.Add(Image.Signed(release.Id, made[0].Digest, made[1].Digest));
        db.Audit(
            Caller.System,
            "image.sign-contents",
            $"{release.Product}/{release.Version}",
            made[0].Digest.Hex
        );
        await SaveAsync(db, made, cancellationToken);
        return signature;
    }

    /// <summary>README, tables and sums, which exist nowhere else, become blobs before the image is read.</summary>
    private async Task PlaceGeneratedAsync(DiscImagePlan plan, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var staged = staging.Open();
        var made = new List<StagedBlob>();
        foreach (var bytes in plan.Contents.Generated.Values)
        {
            made.Add(await staged.AddAsync(bytes, cancellationToken));
        }

        await using var placement = await blobs.PlaceAsync(db, made, cancellationToken);
        await placement.CompleteAsync(cancellationToken);
    }

    private async Task KeepAsync(
        Release release,
        ReleaseLock frozen,
        IsoImageParts parts,
        Digest sha256,
        byte[] imageSignature,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var image = await db.Set<Image>()
            .SingleAsync(i => i.ReleaseId == release.Id, cancellationToken);
        var tracked = await db.Set<Release>()
            .SingleAsync(r => r.Id == release.Id, cancellationToken);
        if (image.IsAssembled || ReleaseStates.IsFinal(tracked.State))
        {
            return;
        }

        var checksums = ImageChecksums.Of(frozen, release.Lock, image, sha256);
        await using var staged = staging.Open();
        var head = await staged.AddAsync(parts.Head, cancellationToken);
        var extents = await staged.AddAsync(ExtentsFile.Write(parts), cancellationToken);
        var tail = await staged.AddAsync(parts.Tail, cancellationToken);
        var sums = await staged.AddAsync(checksums, cancellationToken);
        var sumsSignature = await staged.AddAsync(
            await signer.SignChecksumsAsync(checksums, cancellationToken),
            cancellationToken
        );
        var signature = await staged.AddAsync(imageSignature, cancellationToken);
        image.Assemble(
            new(parts.Length, sha256, head.Digest, extents.Digest, tail.Digest),
            new(sums.Digest, sumsSignature.Digest, signature.Digest)
        );
        tracked.MarkReady(clock.GetUtcNow());
        db.Audit(
            Caller.System,
            "release.ready",
            $"{release.Product}/{release.Version}",
            sha256.Hex
        );
        await SaveAsync(
            db,
            [head, extents, tail, sums, sumsSignature, signature],
            cancellationToken
        );
    }

    /// <summary>Another node that did the same work at the same time is not an error: it was faster.</summary>
    private async Task SaveAsync(
        PortalDb db,
        IReadOnlyCollection<StagedBlob> made,
        CancellationToken cancellationToken
    )
    {
        await using var placement = await blobs.PlaceAsync(db, made, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await placement.CompleteAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1401,
            LogLevel.Information,
            "Image of {Product} {Version} assembled (release {Id})"
        )]
        public static partial void Assembled(
            ILogger logger,
            string product,
            string version,
            Guid id
        );

        [LoggerMessage(
            1402,
            LogLevel.Warning,
            "Image of {Product} {Version} failed in attempt {Attempt}; given up: {GivenUp}"
        )]
        public static partial void Failed(
            ILogger logger,
            string product,
            string version,
            Guid attempt,
            bool givenUp,
            Exception exception
        );
    }
}
