using System.Security.Cryptography;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Archives;

/// <summary>The way of one file's bytes: hashed, counted, and passed to the sink unless the archive is refused.</summary>
internal sealed class FileIntake(
    IArchiveSink? sink,
    Stream? file,
    MemoryStream? capture,
    ContentPath path
) : IAsyncDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = new byte[2];

    public long Length { get; private set; }

    /// <summary>True for a script that names its interpreter.</summary>
    public bool BeginsWithInterpreter => Length >= 2 && _head.AsSpan().SequenceEqual("#!"u8);

    public async ValueTask WriteAsync(
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < bytes.Length && Length + i < _head.Length; i++)
        {
            _head[Length + i] = bytes.Span[i];
        }

        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
        if (capture is not null)
        {
            await capture.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }

        if (file is not null)
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The bytes are complete and good.</summary>
    public async ValueTask<Digest> CompleteAsync(CancellationToken cancellationToken)
    {
        var digest = Digest.FromHash(_hash.GetHashAndReset());
        if (sink is not null && file is not null)
        {
            await sink.CompleteFileAsync(path, file, digest, Length, cancellationToken)
                .ConfigureAwait(false);
        }

        return digest;
    }

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (file is not null)
        {
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }
}
