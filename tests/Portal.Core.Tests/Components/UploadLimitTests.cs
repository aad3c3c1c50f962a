using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Blobs;
using Portal.Data;
using Portal.Problems;
using Portal.Testing;
using static Portal.Components.Uploads;

namespace Portal.Components;

public sealed class UploadLimitTests : IDisposable
{
    private readonly SampleComponent _sample = new();
    private readonly FakeFreeSpace _space = new();

    public void Dispose() => _sample.Dispose();

    private async Task<TestCore> CoreAsync(Action<UploadOptions> limits)
    {
        var core = await TestCore.CreateAsync(
            DatabaseProvider.Sqlite,
            services =>
                services.WithLimits(limits).Replace(ServiceDescriptor.Singleton<IFreeSpace>(_space))
        );
        await core.MakeProjectsAsync();
        return core;
    }

    [Fact]
    public async Task An_announced_length_past_the_limit_is_refused_unread()
    {
        await using var core = await CoreAsync(o => o.MaxArchiveBytes = 1000);
        var body = new MemoryStream(new byte[2000]);
        var result = await core.Get<ComponentPublishing>()
            .PublishAsync(
                Uploader("qemu"),
                new ComponentUpload("agent", "1.0", Length: 2000),
                body,
                default
            );
        Assert.Equal((UploadErrors.TooLarge.Code, 0), (result.Error!.Code, body.Position));
    }

    [Fact]
    public async Task An_upload_that_announced_nothing_is_counted()
    {
        await using var core = await CoreAsync(o => o.MaxArchiveBytes = 1000);
        var result = await core.PublishAsync(_sample, _sample.Tar());
        Assert.Equal(ErrorKind.TooLarge, result.Error!.Kind);
        Assert.Empty(core.Staged());
    }

    [Fact]
    public async Task Limits_of_the_contents_are_findings()
    {
        await using var core = await CoreAsync(o =>
        {
            o.MaxFiles = 3;
            o.MaxManifestBytes = 20;
        });
        _sample.Write("3", "").Write("4", "");
        var rules = (await core.PublishAsync(_sample, _sample.Tar()))
            .Error!.Findings!.Select(f => f.Rule)
            .ToList();
        Assert.Contains("archive.limit.entries", rules);
    }

    [Fact]
    public async Task A_bomb_is_refused_and_gone()
    {
        await using var core = await CoreAsync(_ => { });
        _sample.Write("zeros", new string('\0', 20 << 20));
        var path = Path.GetTempFileName();
        try
        {
            await using (var tar = File.OpenRead(_sample.Tar()))
            await using (
                var gzip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize)
            )
            {
                await tar.CopyToAsync(gzip);
            }

            var error = (await core.PublishAsync(_sample, path)).Error!;
            Assert.Equal("archive.limit.ratio", Assert.Single(error.Findings!).Rule);
            Assert.Empty(core.Staged());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_nearly_full_disk_takes_no_upload_while_reading_goes_on()
    {
        await using var core = await CoreAsync(o => o.FreeSpaceFloor = 1000);
        Assert.Null((await core.PublishAsync(_sample, _sample.Tar())).Error);

        _space.Bytes = 999;
        using var next = new SampleComponent(version: "8.0");
        Assert.Equal(UploadErrors.StorageFull, (await core.PublishAsync(next, next.Tar())).Error);

        Assert.NotNull(
            await core.Get<ComponentFiles>().FindAsync(_sample.Name, _sample.Version, default)
        );
        Assert.Empty(core.Staged());
    }

    [Fact]
    public async Task A_disk_that_fills_up_while_unpacking_is_told_as_that()
    {
        // Room for the archive as it comes, none for what is in it.
        await using var core = await CoreAsync(o => o.FreeSpaceFloor = 0);
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        _sample.Write("large", Convert.ToHexString(noise) + new string('\0', 3 << 20));
        var path = _sample.TarGz();
        _space.Bytes = 1 << 20;

        var result = await core.PublishAsync(_sample, path);

        Assert.Equal(UploadErrors.StorageFull, result.Error);
        Assert.Empty(core.Staged());
    }
}
