using System.IO.Compression;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Archives;

/// <summary>Keeps every completed file's bytes, and counts all that were given.</summary>
internal sealed class MemorySink : IArchiveSink
{
    public Dictionary<Digest, byte[]> Files { get; } = [];

    public List<string> Created { get; } = [];

    public long Written { get; private set; }

    public ValueTask<Stream> CreateFileAsync(
        ContentPath path,
        long length,
        CancellationToken cancellationToken
    )
    {
        Created.Add(path.Value);
        return new(new Counting(this));
    }

    public ValueTask CompleteFileAsync(
        ContentPath path,
        Stream file,
        Digest sha256,
        long length,
        CancellationToken cancellationToken
    )
    {
        var bytes = ((MemoryStream)file).ToArray();
        Assert.Equal(length, bytes.Length);
        Assert.Equal(Digest.Of(bytes), sha256);
        Files[sha256] = bytes;
        return ValueTask.CompletedTask;
    }

    private sealed class Counting(MemorySink sink) : MemoryStream
    {
        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            sink.Written += buffer.Length;
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}

/// <summary>Short ways to read an archive in a test.</summary>
internal static class Reading
{
    public static Task<ArchiveResult> ReadAsync(
        byte[] archive,
        ArchiveLimits? limits = null,
        IArchiveSink? sink = null
    ) =>
        ArchiveReader.ReadAsync(
            new MemoryStream(archive),
            limits ?? ArchiveLimits.Default,
            sink ?? HashOnlySink.Instance,
            CancellationToken.None
        );

    public static IEnumerable<string> Rules(ArchiveResult result) =>
        result.Findings.Select(finding => finding.Rule);

    public static ContentList Good(ArchiveResult result)
    {
        Assert.Empty(result.Findings);
        return Assert.IsType<ContentList>(result.Contents);
    }

    public static byte[] Gzip(byte[] data, CompressionLevel level = CompressionLevel.Optimal)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(data);
        }

        return packed.ToArray();
    }
}
