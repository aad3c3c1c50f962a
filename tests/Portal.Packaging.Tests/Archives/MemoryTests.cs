using Portal.Packaging.Archives;

namespace Portal.Packaging.Tests.Archives;

/// <summary>What is allocated is counted for the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    [Fact]
    public async Task Memory_does_not_grow_with_the_archive()
    {
        // 512 MiB of tar in one file and in many, never whole in memory.
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["component.yaml"], "component: x\n");
        Tools.Run(
            temp.Path,
            "sh",
            "-c",
            "mkdir d; truncate -s 400M d/one; for i in $(seq 1000); do truncate -s 100K d/$i; done"
        );
        Tools.Run(temp.Path, "tar", "-cf", "out.tar", "component.yaml", "d");
        await using var archive = File.OpenRead(temp["out.tar"]);
        Reading.Good(await Read());
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Reading.Good(await Read());
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 40 << 20);

        Task<ArchiveResult> Read() =>
            ArchiveReader.ReadAsync(
                archive,
                ArchiveLimits.Default,
                HashOnlySink.Instance,
                CancellationToken.None
            );
    }
}
