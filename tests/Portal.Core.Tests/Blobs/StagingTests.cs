using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Testing;

namespace Portal.Blobs;

public sealed class StagingTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeFreeSpace _space = new();
    private readonly DataFolder _data;

    public StagingTests() => _data = DataFolder.Open(_folder["data"]);

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    private StagingArea Area(UploadOptions? limits = null) =>
        new(
            Options.Create(new BlobOptions { StagingPath = _folder["staging"] }),
            Options.Create(limits ?? new UploadOptions { FreeSpaceFloor = 0 }),
            _data,
            _space,
            NullLogger<StagingArea>.Instance
        );

    private string[] Left() => Directory.GetFileSystemEntries(_folder["staging"]);

    [Fact]
    public async Task An_upload_leaves_nothing_behind()
    {
        await using (var upload = Area().Open())
        {
            await upload.AddAsync("some bytes"u8.ToArray(), default);
            Assert.NotEmpty(Left());
        }

        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_sweep_takes_dead_uploads_and_never_live_ones()
    {
        var area = Area();
        await using var live = area.Open();
        await live.AddAsync("x"u8.ToArray(), default);
        // What a killed process leaves: the same tree, its lock held by nobody.
        Directory.CreateDirectory(_folder["staging/dead"]);
        File.WriteAllText(_folder["staging/dead/1"], "y");
        File.SetUnixFileMode(_folder["staging/dead/1"], UnixFileMode.UserRead);
        File.WriteAllText(_folder["staging/dead.lock"], "");

        Assert.Equal(1, area.Sweep(dryRun: true));
        Assert.True(Directory.Exists(_folder["staging/dead"]));
        Assert.Equal(1, Area().Sweep());

        Assert.False(Directory.Exists(_folder["staging/dead"]));
        Assert.Equal(2, Left().Length);
        Assert.Equal(0, area.Sweep());
    }

    [Fact]
    public async Task A_stream_past_the_limit_is_too_large()
    {
        await using var upload = Area().Open();
        var exact = await upload.ReceiveAsync(new MemoryStream(new byte[1000]), 1000, default);
        Assert.Equal(1000, exact.Value.Length);
        var over = await upload.ReceiveAsync(new MemoryStream(new byte[1001]), 1000, default);
        Assert.Equal(UploadErrors.TooLarge.Code, over.Error!.Code);
    }

    [Fact]
    public async Task Nothing_is_written_below_the_floor()
    {
        const int mib = 1 << 20;
        var area = Area(new UploadOptions { FreeSpaceFloor = 100 });
        _space.Bytes = 100 + (20 * mib);
        Assert.True(area.HasRoomFor(20 * mib));
        Assert.False(area.HasRoomFor((20 * mib) + 1));

        await using var upload = area.Open();
        var received = await upload.ReceiveAsync(
            new MemoryStream(new byte[21 * mib]),
            long.MaxValue,
            default
        );
        // The fake does not shrink as we write: the second asking sees what a real disk would say.
        Assert.Null(received.Error);
        _space.Bytes = 99;
        Assert.Equal(
            UploadErrors.StorageFull,
            (
                await upload.ReceiveAsync(
                    new MemoryStream(new byte[17 * mib]),
                    long.MaxValue,
                    default
                )
            ).Error
        );
        await Assert.ThrowsAsync<StorageFullException>(() =>
            upload.AddAsync(new byte[17 * mib], default)
        );
    }

    [Fact]
    public async Task Staged_files_are_read_only()
    {
        await using var upload = Area().Open();
        var blob = await upload.AddAsync("x"u8.ToArray(), default);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            File.GetUnixFileMode(blob.Path)
        );
    }
}

internal sealed class FakeFreeSpace : IFreeSpace
{
    public long Bytes { get; set; } = long.MaxValue;

    public long Available(string folder) => Bytes;
}
