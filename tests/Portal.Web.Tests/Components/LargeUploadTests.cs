using System.Formats.Tar;
using System.Net;
using System.Security.Cryptography;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Components;
using Portal.Protocol.Projects;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Components;

public sealed class LargeUploadTests
{
    private const long Size = 500L << 20;
    private const long MostMemory = 300L << 20;

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Half_a_gigabyte_comes_and_goes_through_flat_memory()
    {
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreatePreparedAsync(DatabaseProvider.Sqlite);
        await using var server = await PortalProcess.StartAsync(folder["data"], database.Target);
        using var admin = server.Admin();
        await (
            await admin.PostAsync("/api/v1/projects", new ProjectCreateWire("virtio", "V"))
        ).ReadAsync<ProjectWire>();
        using var sample = new SampleComponent("drivers", "1.0");

        const string version = "/api/v1/components/drivers/versions/1.0";
        var made = await admin.PutAsync(
            $"{version}?project=virtio",
            new GeneratedArchive(sample.Root)
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.True((await made.ReadAsync<ComponentVersionWire>()).Bytes > Size);

        await using var content = await admin.GetStreamAsync($"{version}/content?path=large.bin");
        await using var noise = new Noise(Size);
        Assert.Equal(await SHA256.HashDataAsync(noise), await SHA256.HashDataAsync(content));
        await using var archive = await admin.GetStreamAsync($"{version}/archive");
        await archive.CopyToAsync(Stream.Null);

        Assert.InRange(server.PeakMemory, 1, MostMemory);
    }

    /// <summary>A tar of a folder and one large file, made as it is sent.</summary>
    private sealed class GeneratedArchive(string root) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(
            Stream stream,
            TransportContext? context
        )
        {
            await using var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true);
            foreach (var file in Directory.GetFiles(root))
            {
                await tar.WriteEntryAsync(file, Path.GetFileName(file));
            }

            await using var noise = new Noise(Size);
            await tar.WriteEntryAsync(
                new UstarTarEntry(TarEntryType.RegularFile, "large.bin") { DataStream = noise }
            );
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>The same bytes at each reading, which no compressor or deduplication makes small.</summary>
    private sealed class Noise(long length) : Stream
    {
        private readonly Random _random = new(42);
        private long _position;

        public override long Length => length;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            // In whole pieces of the generator, so that the bytes do not depend on how they are read.
            var some = (int)Math.Min(Math.Min(count, 4096), length - _position);
            _random.NextBytes(buffer.AsSpan(offset, some));
            _position += some;
            return some;
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        public override void Flush() { }
    }
}
