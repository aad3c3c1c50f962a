using Portal.Packaging.Archives;

namespace Portal.Packaging.Tests.Archives;

/// <summary>What the usual tools pack reads as what lies on disk.</summary>
public sealed class RealToolTests
{
    private const string PythonZip =
        "import os,sys,zipfile\n"
        + "z=zipfile.ZipFile('../out','w',zipfile.ZIP_DEFLATED)\n"
        + "for d,ds,fs in os.walk('.'):\n"
        + "  for n in sorted(ds)+sorted(fs): z.write(os.path.join(d,n))\n"
        + "z.close()";

    private const string PythonZipStreamed =
        "import os,sys,zipfile\n"
        + "class Pipe:\n"
        + "  def __init__(s): s.f=open('../out','wb')\n"
        + "  def write(s,b): return s.f.write(b)\n"
        + "  def flush(s): s.f.flush()\n"
        + "z=zipfile.ZipFile(Pipe(),'w',zipfile.ZIP_DEFLATED)\n"
        + "for d,ds,fs in os.walk('.'):\n"
        + "  for n in sorted(ds)+sorted(fs): z.write(os.path.join(d,n))\n"
        + "z.close()";

    private const string PythonTar =
        "import tarfile\nt=tarfile.open('../out','w:gz',format=tarfile.PAX_FORMAT)\nt.add('.')\nt.close()";

    public static TheoryData<string, string, bool> Packings =>
        new()
        {
            // ustar holds 100 bytes of a name, so its trees have short ones.
            { "GNU tar ustar", "tar --format=ustar -cf ../out .", true },
            { "bsdtar ustar", "bsdtar --format=ustar -czf ../out .", true },
            { "GNU tar gnu", "tar --format=gnu -cf ../out .", true },
            { "GNU tar pax", "tar --format=pax -cf ../out .", true },
            { "GNU tar oldgnu gzip", "tar --format=oldgnu -czf ../out .", true },
            { "GNU tar names", "tar --format=posix -czf ../out --sort=name -C . .", true },
            { "bsdtar pax", "bsdtar --format=pax -cf ../out .", true },
            { "bsdtar gnutar", "bsdtar --format=gnutar -czf ../out .", true },
            { "bsdtar top folder", "bsdtar --format=pax -czf ../out -C .. tree", true },
            { "GNU tar top folder", "tar -cf ../out -C .. tree", true },
            { "bsdtar zip", "bsdtar --format=zip -cf ../out -C .. tree", true },
            { "zip", "zip -q -r -y ../out.zip .", true },
            { "zip stored", "zip -q -0 -r -y ../out.zip .", true },
            { "zip streamed", "sh -c|zip -q -r -y - . > ../out", true },
            { "7z", "7z a -tzip -bso0 ../out.zip .", false },
            { "python zip", "python3 -c|" + PythonZip, false },
            { "python zip streamed", "python3 -c|" + PythonZipStreamed, false },
            { "python tar", "python3 -c|" + PythonTar, true },
        };

    [Theory]
    [MemberData(nameof(Packings))]
    public async Task What_a_tool_packs_is_what_lies_on_disk(
        string name,
        string command,
        bool links
    )
    {
        for (var seed = 0; seed < 4; seed++)
        {
            using var temp = new TempFolder();
            var longest = name.EndsWith("ustar", StringComparison.Ordinal) ? 95 : 230;
            RandomTree.Write(temp["tree"], seed, links, longest);
            var onDisk = await DirectoryPacker.ReadAsync(
                temp["tree"],
                ArchiveLimits.Default,
                CancellationToken.None
            );

            var parts = command.Contains('|') ? SplitScript(command) : command.Split(' ');
            Tools.Run(temp["tree"], parts[0], parts[1..]);
            var bytes = await File.ReadAllBytesAsync(
                File.Exists(temp["out"]) ? temp["out"] : temp["out.zip"]
            );

            var sink = new MemorySink();
            var result = await Reading.ReadAsync(bytes, sink: sink);
            Assert.Equal(Reading.Good(onDisk).Entries, Reading.Good(result).Entries);
            Assert.Equal(
                $"component: x{seed}\n",
                System.Text.Encoding.UTF8.GetString(result.Manifest!.Value.Span)
            );
            Assert.Equal(
                command.EndsWith(" tree", StringComparison.Ordinal) ? "tree" : null,
                result.TopFolder
            );
            Assert.All(
                result.Contents!.Entries.Where(entry =>
                    entry.LinkTarget is null && !entry.Sha256.IsEmpty
                ),
                entry => Assert.Equal(entry.Length, sink.Files[entry.Sha256].Length)
            );
        }
    }

    [Fact]
    public async Task What_git_archive_packs_is_taken()
    {
        using var temp = new TempFolder();
        RandomTree.Write(temp["tree"], 1);
        Tools.Run(temp["tree"], "git", "init", "-q", ".");
        Tools.Run(temp["tree"], "git", "add", "-A");
        Tools.Run(
            temp["tree"],
            "git",
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "commit",
            "-qm",
            "x"
        );
        foreach (var format in new[] { "tar", "tar.gz", "zip" })
        {
            Tools.Run(
                temp["tree"],
                "git",
                "archive",
                "-o",
                $"../out.{format}",
                "--prefix=x-1.0/",
                "HEAD"
            );
            var result = await Reading.ReadAsync(
                await File.ReadAllBytesAsync(temp[$"out.{format}"])
            );
            Assert.Equal("x-1.0", result.TopFolder);
            Assert.Contains(
                Reading.Good(result).Entries,
                entry => entry.Kind is Portal.Packaging.Contents.ContentKind.Symlink
            );
        }
    }

    [Theory]
    [InlineData("tar", "-cf", "component.yaml hard")]
    [InlineData("bsdtar", "-cf", "component.yaml hard")]
    public async Task A_hard_link_of_a_real_tool_is_refused(
        string tool,
        string option,
        string names
    )
    {
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["component.yaml"], "component: x\n");
        Tools.Run(temp.Path, "ln", "component.yaml", "hard");
        Tools.Run(temp.Path, tool, [option, "out", .. names.Split(' ')]);
        var result = await Reading.ReadAsync(await File.ReadAllBytesAsync(temp["out"]));
        Assert.Contains("archive.entry.hard-link", Reading.Rules(result));
    }

    private static string[] SplitScript(string command)
    {
        var bar = command.IndexOf('|', StringComparison.Ordinal);
        return [.. command[..bar].Split(' '), command[(bar + 1)..]];
    }
}
