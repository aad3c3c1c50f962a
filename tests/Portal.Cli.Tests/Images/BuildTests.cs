using Portal.Cli.Tests.Testing;
using Portal.Protocol.Releases;

namespace Portal.Cli.Tests.Images;

public sealed class BuildTests(PublishedRelease release)
    : IClassFixture<PublishedRelease>,
        IDisposable
{
    private readonly GtpRun _gtp = new();

    private string Output => Path.Combine(_gtp.Folder, "out.iso");

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task Lock_components_and_signature_give_the_published_image()
    {
        var answer = await BuildAsync(release.Components, signed: true);

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("", answer.Error);
        Assert.Equal(
            await File.ReadAllBytesAsync(release.Image),
            await File.ReadAllBytesAsync(Output)
        );
    }

    [Fact]
    public async Task Archives_of_any_name_do_as_well_as_folders()
    {
        var folder = Path.Combine(_gtp.Folder, "archives");
        Directory.CreateDirectory(folder);
        foreach (
            var (component, name) in new[] { ("installer", "one.tar.gz"), ("some folder", "2.tar") }
        )
        {
            var packed = await _gtp.RunAsync(
                "component",
                "pack",
                Path.Combine(release.Components, component),
                "-o",
                Path.Combine(folder, name)
            );
            Assert.Equal(0, packed.ExitCode);
        }

        await BuildAsync(folder, signed: true);

        Assert.Equal(
            await File.ReadAllBytesAsync(release.Image),
            await File.ReadAllBytesAsync(Output)
        );
    }

    [Fact]
    public async Task Without_the_signature_the_disc_is_unsigned_and_that_is_said()
    {
        var answer = await BuildAsync(release.Components, signed: false);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("UNSIGNED", answer.Error, StringComparison.Ordinal);
        var listing = await Tool.RunAsync("bsdtar", ["-tf", Output]);
        Assert.Contains("guest-tools/SHA256SUMS\n", listing.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("SHA256SUMS.sig", listing.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_or_differs_is_told_with_the_digests_and_nothing_is_written()
    {
        var folder = Path.Combine(_gtp.Folder, "components");
        _gtp.PutComponent("components/agent");
        _gtp.PutComponent("components/older", version: "0.9");

        var answer = await BuildAsync(folder, signed: true);

        Assert.Equal(1, answer.ExitCode);
        var installer = release.Lock.Components.Single(c => c.Name == "guest-tools-installer");
        var agent = release.Lock.Components.Single(c => c.Name == "my-agent");
        Assert.Contains(
            $"build.component.missing: guest-tools-installer 1.0 with the content digest {installer.Digest} is not there.",
            answer.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "build.component.digest: my-agent 1.0 has the content digest ",
            answer.Error,
            StringComparison.Ordinal
        );
        Assert.Contains($", and {agent.Digest} is locked.", answer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
        Assert.Single(Directory.EnumerateFileSystemEntries(_gtp.Folder));
    }

    [Fact]
    public async Task A_signature_of_something_else_is_refused()
    {
        var answer = await _gtp.RunAsync(
            "release",
            "build",
            "--lock",
            Path.Combine(release.Downloads, ReleaseFiles.Lock),
            "--components",
            release.Components,
            "--signature",
            release.Key,
            "-o",
            Output
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task What_is_no_lock_is_told_with_its_findings()
    {
        var answer = await _gtp.RunAsync(
            "release",
            "build",
            "--lock",
            _gtp.Put("release.json", "{}"),
            "--components",
            release.Components,
            "-o",
            Output
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("lock.", answer.Error, StringComparison.Ordinal);
    }

    private Task<GtpAnswer> BuildAsync(string components, bool signed) =>
        _gtp.RunAsync([
            "release",
            "build",
            "--lock",
            Path.Combine(release.Downloads, ReleaseFiles.Lock),
            "--components",
            components,
            "-o",
            Output,
            .. signed
                ? ["--signature", Path.Combine(release.Downloads, ReleaseFiles.ContentsSignature)]
                : Array.Empty<string>(),
        ]);
}
