using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Problems;
using Portal.Protocol;
using Portal.Releases;
using Portal.Signing;

namespace Portal.Images;

/// <summary>An image that another portal made, whose contents are in the store.</summary>
/// <param name="Product">The product here, which has the name that it has there.</param>
/// <param name="Sha256">What was promised of the whole by whom the product trusts.</param>
/// <param name="Parts">Said by nobody in particular: the digest of the whole decides.</param>
/// <param name="From">Where it came from, for people.</param>
internal sealed record ForeignImage(
    Guid ProductId,
    string Product,
    string Version,
    Digest Sha256,
    IsoImageParts Parts,
    string From
);

/// <summary>
/// Makes a release of an image that another portal made. The image stays what it is to the last bit, with that portal's
/// signature of its contents in it; checksums and the image as a whole are signed here as any release's are.
/// </summary>
public sealed class ImageTaking(
    IDbContextFactory<PortalDb> factory,
    BlobStore blobs,
    StagingArea staging,
    ReleaseSigner signer,
    TimeProvider clock
)
{
    /// <summary>Bytes of a lock, and of a list of checksums, that are read into memory.</summary>
    private const long MaxList = 64 * 1024 * 1024;

    /// <summary>Verifies, signs, and makes the release, ready; all of it or nothing.</summary>
    /// <exception cref="FileNotFoundException">A content is not in the store any more.</exception>
    internal async Task<Result<Release>> KeepAsync(
        ForeignImage foreign,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(foreign);
        byte[] signature;
        DiscListing disc;
        try
        {
            (_, signature) = await ImageHashing.RunAsync(
                foreign.Parts,
                new BlobContent(blobs),
                signer,
                progress: null,
                foreign.Sha256,
                cancellationToken
            );
            disc = DiscListing.Read(foreign.Parts, blobs);
        }
        catch (Exception e) when (e is InvalidDataException or IsoException or IsoFormatException)
        {
            return ImageErrors.NotPromised.With(
                $"{foreign.Product} {foreign.Version}: {e.Message}"
            );
        }

        var read = await ReadLockAsync(foreign, disc, cancellationToken);
        return read.TryGet(out var frozen, out var error)
            ? await SaveAsync(foreign, disc, frozen, signature, cancellationToken)
            : error;
    }

    private async Task<Result<ReleaseLock>> ReadLockAsync(
        ForeignImage foreign,
        DiscListing disc,
        CancellationToken cancellationToken
    )
    {
        var name = $"{foreign.Product} {foreign.Version}";
        try
        {
            var read = LockReader.Read(await ReadAsync(disc.Lock));
            if (read.Release is not { } frozen)
            {
                return ImageErrors.NotTheRelease.With(
                    $"The lock of {name} is not understood: {read.Findings[0]}"
                );
            }

            if (frozen.Product != foreign.Product || frozen.Version != foreign.Version)
            {
                return ImageErrors.NotTheRelease.With(
                    $"The image of {name} is one of {frozen.Product} {frozen.Version}."
                );
            }

            if (Layouts.Find(frozen.Layout) is null)
            {
                return ImageErrors.LayoutUnknown.With(
                    $"{name} has layout {frozen.Layout}, and this portal knows up to {Layouts.Newest}: update it."
                );
            }

            var sums = await ReadAsync(disc.Contents);
            var signature = await ReadAsync(disc.ContentsSignature);
            return DiscSignature.Verify(frozen, sums, signature)
                ? frozen
                : ImageErrors.NotTheRelease.With(
                    $"The contents of {name} are not signed by the key in its lock."
                );
        }
        catch (InvalidDataException e)
        {
            return ImageErrors.NotTheRelease.With($"{name}: {e.Message}");
        }

        async Task<byte[]> ReadAsync(Digest digest) =>
            blobs.Length(digest) <= MaxList
                ? await blobs.ReadAsync(digest, cancellationToken)
                : throw new InvalidDataException($"{digest} is too long for what it is.");
    }

    private async Task<Result<Release>> SaveAsync(
        ForeignImage foreign,
        DiscListing disc,
        ReleaseLock frozen,
        byte[] signature,
        CancellationToken cancellationToken
    )
    {
        var parts = foreign.Parts;
        var release = Release.Taken(
            foreign.ProductId,
            frozen,
            disc.Lock,
            foreign.From,
            Caller.System.Name,
            clock.GetUtcNow()
        );
        var image = Image.Signed(release.Id, disc.Contents, disc.ContentsSignature);
        var checksums = ImageChecksums.Of(frozen, disc.Lock, image, foreign.Sha256);
        await using var staged = staging.Open();
        StagedBlob[] made =
        [
            await staged.AddAsync(parts.Head, cancellationToken),
            await staged.AddAsync(ExtentsFile.Write(parts), cancellationToken),
            await staged.AddAsync(parts.Tail, cancellationToken),
            await staged.AddAsync(checksums, cancellationToken),
            await staged.AddAsync(
                await signer.SignChecksumsAsync(checksums, cancellationToken),
                cancellationToken
            ),
            await staged.AddAsync(signature, cancellationToken),
        ];
        image.Assemble(
            new(parts.Length, foreign.Sha256, made[0].Digest, made[1].Digest, made[2].Digest),
            new(made[3].Digest, made[4].Digest, made[5].Digest)
        );
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        db.Add(release);
        db.Add(image);
        db.Audit(
            Caller.System,
            "release.take",
            $"{release.Product}/{release.Version}",
            $"{foreign.Sha256} from {foreign.From}"
        );
        try
        {
            await using var placement = await blobs.PlaceAsync(db, made, cancellationToken);
            if (!blobs.TryHold(placement, parts.Extents.Select(e => Digest.Parse(e.ContentId))))
            {
                throw new FileNotFoundException("A content was collected meanwhile.");
            }

            await db.SaveChangesAsync(cancellationToken);
            await placement.CompleteAsync(cancellationToken);
            return release;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return ReleaseErrors.Changed;
        }
    }
}
