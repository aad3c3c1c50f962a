using System.Net.Sockets;
using Portal.Packaging.Archives;

namespace Portal.Packaging.Tests.Archives;

public sealed class DirectoryPackerTests
{
    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.TarGzip)]
    public async Task The_same_tree_packed_twice_gives_the_same_bytes(ArchiveKind kind)
    {
        using var temp = new TempFolder();
        RandomTree.Write(temp["one"], 9);
        // Another place, other times, other modes beyond the execute bit.
        Tools.Run(
            temp.Path,
            "sh",
            "-c",
            "cp -R one two && chmod -R go-rx two && find two -exec touch -h -d 2001-02-03 {} +"
        );
        var (first, second) = (
            await PackAsync(temp["one"], kind),
            await PackAsync(temp["two"], kind)
        );
        Assert.Equal(first, second);

        var back = await Reading.ReadAsync(first);
        Assert.Equal(kind, back.Kind);
        var read = await DirectoryPacker.ReadAsync(
            temp["one"],
            ArchiveLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(Reading.Good(read).Identity, Reading.Good(back).Identity);
        Assert.Null(back.TopFolder);
        if (kind is ArchiveKind.TarGzip)
        {
            Assert.Equal<byte>([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF], first[..10]);
            await File.WriteAllBytesAsync(temp["out.gz"], first);
            Tools.Run(temp.Path, "gzip", "-t", "out.gz");
        }
    }

    [Fact]
    public async Task It_says_what_the_server_says_of_the_archive()
    {
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp["tree/d"]);
        await File.WriteAllTextAsync(temp["tree/component.yaml"], "c");
        foreach (
            var name in new[]
            {
                "CON",
                "a.sys",
                "A.sys",
                "gnp\u202Eexe.txt",
                "-rf",
                "back\\slash",
                "d/what?",
            }
        )
        {
            await File.WriteAllTextAsync(temp["tree/" + name], name);
        }

        File.CreateSymbolicLink(temp["tree/out"], "/etc/passwd");
        File.CreateSymbolicLink(temp["tree/d/gone"], "missing");
        Tools.Run(temp["tree"], "mkfifo", "pipe");
        Tools.Run(temp["tree"], "chmod", "u+s", "A.sys");
        Tools.Run(temp["tree"], "tar", "--format=pax", "-cf", "../out.tar", ".");

        var onDisk = await DirectoryPacker.ReadAsync(
            temp["tree"],
            ArchiveLimits.Default,
            CancellationToken.None
        );
        var packed = await Reading.ReadAsync(await File.ReadAllBytesAsync(temp["out.tar"]));
        Assert.Equal(10, onDisk.Findings.Count);
        Assert.Equal(
            packed.Findings.Select(finding => (finding.Rule, finding.Mend)).Order(),
            onDisk.Findings.Select(finding => (finding.Rule, finding.Mend)).Order()
        );
    }

    [Fact]
    public async Task A_name_that_is_no_UTF8_a_socket_and_a_device_are_told()
    {
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["component.yaml"], "c");
        Tools.Run(temp.Path, "sh", "-c", "touch \"$(printf 'caf\\351')\"");
        using var socket = new Socket(
            AddressFamily.Unix,
            SocketType.Stream,
            ProtocolType.Unspecified
        );
        socket.Bind(new UnixDomainSocketEndPoint(temp["sock"]));
        var result = await DirectoryPacker.ReadAsync(
            temp.Path,
            ArchiveLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(
            ["archive.entry.device", "archive.path.utf-8"],
            Reading.Rules(result).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_manifest_must_lie_in_the_folder_itself()
    {
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp["x"]);
        await File.WriteAllTextAsync(temp["x/component.yaml"], "c");
        var result = await DirectoryPacker.ReadAsync(
            temp.Path,
            ArchiveLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(["archive.manifest.missing"], Reading.Rules(result));
        Assert.Null(result.TopFolder);
    }

    [Fact]
    public async Task Limits_hold_for_a_folder()
    {
        using var temp = new TempFolder();
        RandomTree.Write(temp.Path, 3);
        var few = await DirectoryPacker.ReadAsync(
            temp.Path,
            new() { Entries = 3 },
            CancellationToken.None
        );
        Assert.Equal(["archive.limit.entries"], Reading.Rules(few));
        var small = await DirectoryPacker.ReadAsync(
            temp.Path,
            new() { UnpackedBytes = 5 },
            CancellationToken.None
        );
        Assert.Equal(["archive.limit.unpacked"], Reading.Rules(small));
    }

    [Fact]
    public async Task A_file_that_changes_meanwhile_is_an_error()
    {
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["component.yaml"], "before");
        var read = await DirectoryPacker.ReadAsync(
            temp.Path,
            ArchiveLimits.Default,
            CancellationToken.None
        );
        await File.WriteAllTextAsync(temp["component.yaml"], "after!");
        await Assert.ThrowsAsync<IOException>(() =>
            DirectoryPacker.WriteAsync(
                temp.Path,
                Reading.Good(read),
                ArchiveKind.Tar,
                Stream.Null,
                CancellationToken.None
            )
        );
    }

    private static async Task<byte[]> PackAsync(string folder, ArchiveKind kind)
    {
        var read = await DirectoryPacker.ReadAsync(
            folder,
            ArchiveLimits.Default,
            CancellationToken.None
        );
        var packed = new MemoryStream();
        await DirectoryPacker.WriteAsync(
            folder,
            Reading.Good(read),
            kind,
            packed,
            CancellationToken.None
        );
        return packed.ToArray();
    }
}
