using System.Security.Cryptography;
using Portal.Iso9660;
using Portal.Protocol;
using Portal.Signing;

namespace Portal.Images;

/// <summary>
/// Reads an image once, from its parts, for everything that needs its bytes: its SHA-256 and its OpenPGP signature. The
/// image itself is never written anywhere.
/// </summary>
internal static class ImageHashing
{
    public static async Task<(Digest Sha256, byte[] Signature)> RunAsync(
        IsoImageParts parts,
        IContentSource contents,
        ReleaseSigner signer,
        IProgress<long> progress,
        CancellationToken cancellationToken
    )
    {
        await using var signing = await signer.BeginImageAsync(cancellationToken);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var both = new Fork(sha256, signing.Input))
        {
            await IsoWriter.WriteAsync(parts, contents, both, progress, cancellationToken);
        }

        return (
            Digest.FromHash(sha256.GetHashAndReset()),
            await signing.CompleteAsync(cancellationToken)
        );
    }

    /// <summary>Hands each block to gpg and hashes it meanwhile.</summary>
    private sealed class Fork(IncrementalHash hash, Stream other) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var writing = other.WriteAsync(buffer, cancellationToken);
            hash.AppendData(buffer.Span);
            await writing;
        }

        public override Task WriteAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            hash.AppendData(buffer, offset, count);
            other.Write(buffer, offset, count);
        }

        public override void Flush() => other.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) =>
            other.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
