using System.Diagnostics;
using Portal.Trust.Tests.Tuf.Interop;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Repository;

/// <summary>Publishing that is killed, for real, at no chosen moment.</summary>
public sealed class KilledPublisherTests : IDisposable
{
    private const int Kills = 12;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task A_killed_publisher_leaves_the_old_or_the_new_release_and_goes_on()
    {
        var store = new TrustStore(_folder.At("client"));
        var random = new Random(1);
        var seen = 0L;
        for (var round = 0; round < Kills; round++)
        {
            using (var publisher = Start())
            {
                for (var lines = random.Next(1, 4); lines > 0; lines--)
                {
                    Assert.NotNull(await publisher.StandardOutput.ReadLineAsync());
                }

                // How far it has come in the next release by now is the scheduler's choice.
                for (var spin = random.Next(200_000); spin > 0; spin--)
                {
                    Thread.SpinWait(20);
                }

                publisher.Kill();
                await publisher.WaitForExitAsync();
            }

            if (store.Read(RoleName.Root, 1_000_000) is null)
            {
                store.Write(
                    RoleName.Root,
                    await File.ReadAllBytesAsync(_folder.At("tree", "metadata", "1.root.json"))
                );
            }

            using var updater = new Updater(
                store,
                new FolderFetcher(_folder.At("tree", "metadata")),
                TimeProvider.System
            );
            var pointer = await ReadAsync(updater, RealRepository.Pointer);
            Assert.Equal(pointer, await ReadAsync(updater, "stable/guest-tools/image.iso"));
            var version = updater.Trusted.Timestamp!.Version;
            Assert.True(version > seen);
            seen = version;
        }
    }

    private async Task<string> ReadAsync(Updater updater, string path)
    {
        var target = await updater.FindAsync(path, CancellationToken.None);
        Assert.NotNull(target);
        var file = _folder.At("download");
        await updater.DownloadAsync(
            target,
            new FolderFetcher(_folder.At("tree", "targets")),
            file,
            CancellationToken.None
        );
        return await File.ReadAllTextAsync(file);
    }

    private Process Start() =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    ConformanceTests.Program,
                    "--repository",
                    _folder.At("tree"),
                    "--state",
                    _folder.At("state"),
                    "publish",
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
}
