using System.Security.Cryptography;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Serving;

public sealed class IsoWriterTests
{
    [Fact]
    public async Task An_image_is_written_from_its_stored_parts_alone()
    {
        var image = TestImage.WithOddNames();
        var layout = image.Plan();
        var stored = new IsoImageParts(
            layout.Head.ToArray(),
            [.. layout.Extents],
            layout.Tail.ToArray(),
            layout.Length
        );

        using var written = new MemoryStream();
        await IsoWriter.WriteAsync(stored, image.Contents, written);

        Assert.Equal(image.Write(layout), written.ToArray());
        Assert.Equal(layout.Length, written.Length);
    }

    [Fact]
    public void Contents_lie_where_the_extents_say_and_zeros_between_them()
    {
        var image = new TestImage()
            .File("a", "first")
            .File("b", TestImage.Noise(2049))
            .File("c", "third");
        var layout = image.Plan();
        var bytes = image.Write(layout);

        var covered = new bool[bytes.Length];
        foreach (var extent in layout.Extents)
        {
            Assert.Equal(
                image.Contents[extent.ContentId],
                bytes[(int)extent.Offset..(int)extent.End]
            );
            Array.Fill(covered, value: true, (int)extent.Offset, (int)extent.Length);
        }

        Assert.All(
            Enumerable.Range(layout.Head.Length, bytes.Length - layout.Head.Length),
            i => Assert.True(covered[i] || bytes[i] == 0)
        );
    }

    [Theory]
    [InlineData(-1, "ended after 4 bytes")]
    [InlineData(1, "goes on")]
    public async Task A_content_of_another_length_stops_the_writing(int difference, string message)
    {
        var image = new TestImage().File("a", "12345");
        var layout = image.Plan();
        var id = layout.Extents[0].ContentId;
        image.Contents.Replace(id, new byte[5 + difference]);

        var exception = await Assert.ThrowsAsync<IsoException>(() =>
            IsoWriter.WriteAsync(layout, image.Contents, Stream.Null)
        );

        Assert.Equal(("iso.content.length", id), (exception.Rule, exception.Path));
        Assert.Contains(message, exception.Message);
    }

    /// <summary>The buffers have 1 MiB: the file's end lies before, at and behind the end of one.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    public async Task A_file_is_read_to_its_end_wherever_a_buffer_ends(int beyond)
    {
        using var folder = new TemporaryFolder();
        // The head has the same length whatever the file's is.
        var head = new TestImage().File("a", "x").File("b", "x2").Plan().Head.Length;
        var bytes = TestImage.Noise((1 << 20) - head + beyond);
        var image = new TestImage().File("a", bytes).File("b", "the next");
        var layout = image.Plan();
        var path = folder["file"];
        var source = new FileOr(layout.Extents[0].ContentId, path, image.Contents);

        await File.WriteAllBytesAsync(path, bytes);
        using var written = new MemoryStream();
        await IsoWriter.WriteAsync(layout, source, written);
        await File.WriteAllBytesAsync(path, [.. bytes, 1]);
        var grown = await Assert.ThrowsAsync<IsoException>(() =>
            IsoWriter.WriteAsync(layout, source, Stream.Null)
        );
        await File.WriteAllBytesAsync(path, bytes[..^1]);
        var cut = await Assert.ThrowsAsync<IsoException>(() =>
            IsoWriter.WriteAsync(layout, source, Stream.Null)
        );

        Assert.Equal(head, layout.Head.Length);
        Assert.Equal(image.Write(layout), written.ToArray());
        Assert.Contains("goes on", grown.Message);
        Assert.Contains($"ended after {bytes.Length - 1} bytes", cut.Message);
    }

    [Fact]
    public async Task The_destination_is_only_written_and_progress_reaches_the_end()
    {
        var image = new TestImage().File("large", TestImage.Noise(3_000_000)).File("small", "x");
        var layout = image.Plan();
        var progress = new Steps();
        using var destination = new Pipe();

        await IsoWriter.WriteAsync(layout, image.Contents, destination, progress);

        Assert.Equal(layout.Length, destination.Written);
        Assert.Equal(progress.Order(), progress);
        Assert.True(progress.Count > 2);
        Assert.Equal(layout.Length, progress[^1]);
    }

    [Fact]
    public async Task The_digest_is_that_of_the_image()
    {
        var image = TestImage.WithOddNames().File("large", TestImage.Noise(5_000_001, 9));
        var layout = image.Plan();
        using var bytes = new MemoryStream();

        var written = await IsoWriter.WriteHashedAsync(
            layout.Parts,
            image.Contents,
            bytes,
            new IsoWriteOptions { CheckContents = true }
        );

        Assert.Equal(layout.Length, written.Length);
        Assert.Equal(SHA256.HashData(bytes.ToArray()), written.Sha256.ToArray());
        Assert.Equal(image.Write(layout), bytes.ToArray());
    }

    [Fact]
    public async Task A_content_that_changed_is_found_when_asked()
    {
        var image = new TestImage().File("a", "12345").File("b", "other");
        var layout = image.Plan();
        var id = layout.Extents[1].ContentId;
        image.Contents.Replace(id, "0ther"u8.ToArray());

        var exception = await Assert.ThrowsAsync<IsoException>(() =>
            IsoWriter.WriteHashedAsync(
                layout.Parts,
                image.Contents,
                Stream.Null,
                new IsoWriteOptions { CheckContents = true }
            )
        );
        await IsoWriter.WriteHashedAsync(layout.Parts, image.Contents, Stream.Null);

        Assert.Equal(("iso.content.digest", id), (exception.Rule, exception.Path));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    public async Task A_destination_that_fails_ends_the_writing(int size, bool atOnce)
    {
        var image = new TestImage().File("a", TestImage.Noise(size));

        await Assert.ThrowsAsync<IOException>(() =>
            IsoWriter.WriteHashedAsync(image.Plan().Parts, image.Contents, new FullDisk(atOnce))
        );
    }

    [Fact]
    public async Task Writing_can_be_cancelled()
    {
        var image = new TestImage().File("a", "x");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            IsoWriter.WriteAsync(
                image.Plan(),
                image.Contents,
                new Pipe(),
                null,
                new CancellationToken(true)
            )
        );
    }

    private sealed class FullDisk(bool atOnce) : MemoryStream
    {
        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => atOnce ? throw Full() : LaterAsync();

        private static async ValueTask LaterAsync()
        {
            await Task.Yield();
            throw Full();
        }

        private static IOException Full() => new("No space left on device");
    }

    /// <summary>One content from a file of the disk.</summary>
    private sealed class FileOr(string id, string path, IContentSource others) : IContentSource
    {
        public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken) =>
            contentId == id
                ? new(File.OpenRead(path))
                : others.OpenAsync(contentId, cancellationToken);
    }

    private sealed class Steps : List<long>, IProgress<long>
    {
        public void Report(long value) => Add(value);
    }

    /// <summary>Neither seeks nor tells its position.</summary>
    private sealed class Pipe : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Written += count;

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Flush() { }
    }
}
