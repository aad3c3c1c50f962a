using System.Formats.Tar;
using System.Text;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Packaging.Linting;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Tests.Linting;

public sealed class ComponentCheckTests : IDisposable
{
    private const string Manifest = """
        component: my-agent
        version: 1.0
        summary: An agent
        license: MIT
        install:
          - when: { os: linux }
            script: install.sh

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("gtp-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_good_component_has_contents_and_manifest_and_no_finding()
    {
        Put("component.yaml", Manifest);
        Put("install.sh", "#!/bin/sh\n");

        var (fromFolder, fromArchive) = await CheckBothAsync();

        Assert.Empty(fromFolder.Findings);
        Assert.Empty(fromArchive.Findings);
        Assert.True(fromArchive.IsGood);
        Assert.Equal("my-agent", fromFolder.Manifest!.Component);
        Assert.Equal(fromFolder.Contents!.Identity, fromArchive.Contents!.Identity);
    }

    [Fact]
    public async Task A_folder_and_its_archive_have_the_same_findings()
    {
        Put("component.yaml", Manifest.Replace("MIT", "no license", StringComparison.Ordinal));
        Put("CON.txt", "");
        Put("a*b", "");
        Put("install.sh", "no interpreter\n");

        var (fromFolder, fromArchive) = await CheckBothAsync();

        Assert.Equal(Lines(fromFolder.Findings), Lines(fromArchive.Findings));
        Assert.Contains(fromFolder.Findings, f => f.Rule == "archive.path.reserved-name");
        Assert.Contains(fromFolder.Findings, f => f is { Rule: "manifest.license", Line: 4 });
    }

    [Fact]
    public async Task What_a_script_begins_with_is_seen_in_folder_and_archive()
    {
        Put("component.yaml", Manifest);
        Put("install.sh", "no interpreter\n");

        var (fromFolder, fromArchive) = await CheckBothAsync();

        Assert.Equal("manifest.script.interpreter", Assert.Single(fromFolder.Findings).Rule);
        Assert.Equal(fromFolder.Findings, fromArchive.Findings);
    }

    [Fact]
    public async Task A_script_below_an_archives_top_folder_is_found_as_well()
    {
        Put("my-agent-1.0/component.yaml", Manifest);
        Put("my-agent-1.0/install.sh", "#!/bin/sh\n");

        var (_, fromArchive) = await CheckBothAsync();

        Assert.Empty(fromArchive.Findings);
        Assert.Equal("my-agent-1.0", fromArchive.TopFolder);
    }

    [Fact]
    public async Task The_manifest_has_to_agree_with_the_url()
    {
        Put("component.yaml", "# a remark\n" + Manifest);
        Put("install.sh", "#!/bin/sh\n");

        var (fromFolder, fromArchive) = await CheckBothAsync(
            new ExpectedComponent("your-agent", "1.00")
        );

        Assert.Equal(fromFolder.Findings, fromArchive.Findings);
        Assert.Collection(
            fromFolder.Findings,
            name => Assert.Equal((ComponentCheck.NameRule, 2), (name.Rule, name.Line)),
            version => Assert.Equal((ComponentCheck.VersionRule, 3), (version.Rule, version.Line))
        );
    }

    [Fact]
    public async Task A_missing_manifest_is_a_finding()
    {
        Put("install.sh", "#!/bin/sh\n");

        var (fromFolder, fromArchive) = await CheckBothAsync();

        Assert.NotEmpty(fromFolder.Findings);
        Assert.Equal(fromFolder.Findings, fromArchive.Findings);
        Assert.Null(fromFolder.Manifest);
    }

    [Fact]
    public async Task The_sink_gets_its_own_streams_and_every_byte()
    {
        Put("component.yaml", Manifest);
        Put("install.sh", "#!/bin/sh\necho hello\n");
        var sink = new MemorySink();

        await using var archive = await PackAsync();
        await ComponentCheck.CheckArchiveAsync(archive, ArchiveLimits.Default, sink);

        Assert.Equal(
            ["#!/bin/sh\necho hello\n", Manifest],
            sink.Files.Values.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task What_is_no_archive_is_a_finding()
    {
        using var noise = new MemoryStream([1, 2, 3]);

        var check = await ComponentCheck.CheckArchiveAsync(
            noise,
            ArchiveLimits.Default,
            HashOnlySink.Instance
        );

        Assert.False(check.IsGood);
        Assert.Null(check.Contents);
    }

    private static IEnumerable<string> Lines(IEnumerable<Finding> findings) =>
        findings.Select(finding => finding.ToString());

    private async Task<(CheckedComponent Folder, CheckedComponent Archive)> CheckBothAsync(
        ExpectedComponent? expected = null
    )
    {
        var folder = await ComponentCheck.CheckDirectoryAsync(
            _folder,
            ArchiveLimits.Default,
            expected
        );
        await using var archive = await PackAsync();
        return (
            folder,
            await ComponentCheck.CheckArchiveAsync(
                archive,
                ArchiveLimits.Default,
                HashOnlySink.Instance,
                expected
            )
        );
    }

    // Packed by another program's rules, so that faults get into the archive as well.
    private async Task<MemoryStream> PackAsync()
    {
        var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (
                var file in Directory
                    .EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
            )
            {
                await writer.WriteEntryAsync(file, Path.GetRelativePath(_folder, file));
            }
        }

        archive.Position = 0;
        return archive;
    }

    private void Put(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private sealed class MemorySink : IArchiveSink
    {
        public Dictionary<string, string> Files { get; } = [];

        public ValueTask<Stream> CreateFileAsync(
            ContentPath path,
            long length,
            CancellationToken cancellationToken
        ) => new(new MemoryStream());

        public ValueTask CompleteFileAsync(
            ContentPath path,
            Stream file,
            Digest sha256,
            long length,
            CancellationToken cancellationToken
        )
        {
            Files[path.Value] = Encoding.UTF8.GetString(
                Assert.IsType<MemoryStream>(file).ToArray()
            );
            return ValueTask.CompletedTask;
        }
    }
}
