using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Projects;
using Portal.Protocol;
using Portal.Testing;
using static Portal.Components.Uploads;

namespace Portal.Components;

public abstract class PublishSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await _core.MakeProjectsAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task The_same_content_is_the_same_version_by_whatever_tool_it_was_packed()
    {
        using var sample = new SampleComponent().WithOddNames();
        var first = (await _core.PublishAsync(sample, sample.Tar())).Value;
        Assert.True(first.IsNew);

        foreach (
            var archive in (string[])
                [
                    sample.Tar("--format=pax", "--mtime=@0", "--owner=7"),
                    sample.TarGz(),
                    sample.BsdTar(),
                    sample.Zip(),
                ]
        )
        {
            var again = (await _core.PublishAsync(sample, archive)).Value;
            Assert.False(again.IsNew);
            Assert.Equal(first.Version.Content, again.Version.Content);
        }

        Assert.Empty(_core.Staged());
        await using var db = await _core.OpenAsync();
        Assert.Single(
            await db.AuditEntries().Where(e => e.Action == "component.publish").ToListAsync()
        );
    }

    [Fact]
    public async Task What_was_published_is_there_as_it_was_uploaded()
    {
        using var sample = new SampleComponent(
            more: "requires: [virtio-serial]\nchanges: |\n  - new"
        ).WithOddNames();
        var version = (await _core.PublishAsync(sample, sample.TarGz())).Value.Version;

        Assert.Equal(
            ("qemu-guest-agent", "7.2-1", "default"),
            (version.Component, version.Version, version.Stage)
        );
        Assert.Equal(["virtio-serial"], version.Requires);
        Assert.Equal("- new", version.Changes!.Trim());
        Assert.Equal((7, "robot-of-qemu"), (version.Files, version.UploadedBy));

        var contents = (
            await _core.Get<ComponentFiles>().FindAsync(sample.Name, sample.Version, default)
        )!;
        Assert.Equal(version.Content, contents.List.Identity);
        Assert.Equal(version.Bytes, contents.List.TotalLength);
        foreach (var entry in contents.List.Entries.Where(e => e.Kind is ContentKind.File))
        {
            var uploaded = await File.ReadAllBytesAsync(
                Path.Combine(sample.Root, entry.Path.Value)
            );
            Assert.Equal(uploaded, await _core.Get<BlobStore>().ReadAsync(entry.Sha256, default));
        }

        var manifest = await _core.Get<ContentLists>().ReadManifestAsync(contents.List, default);
        Assert.Equal(("qemu-guest-agent", "7.2-1"), (manifest.Component, manifest.Version.Text));
    }

    [Fact]
    public async Task Other_content_under_a_version_is_refused_with_both_digests()
    {
        using var sample = new SampleComponent();
        var first = (await _core.PublishAsync(sample, sample.Tar())).Value;
        sample.Write("install.sh", "#!/bin/sh\nexit 1\n");

        var error = (await _core.PublishAsync(sample, sample.Tar())).Error!;

        Assert.Equal(ComponentErrors.VersionTaken.Code, error.Code);
        Assert.Contains(first.Version.Content.Hex, error.Detail);
        Assert.Equal(
            2,
            error
                .Detail!.Split(' ', ',', ';')
                .Count(word => Digest.TryParse(word.TrimEnd('.'), out _))
        );
        Assert.Empty(_core.Staged());
    }

    [Fact]
    public async Task Every_finding_comes_in_one_answer()
    {
        using var sample = new SampleComponent(more: "stage: agnet\nrequires: [Virtio]");
        sample.Write(
            "component.yaml",
            await File.ReadAllTextAsync(Path.Combine(sample.Root, "component.yaml"))
                + "\nlisence: MIT\n"
        );
        sample.Write("con.txt", "a device on Windows");

        var error = (await _core.PublishAsync(sample, sample.Tar())).Error!;

        Assert.Equal(ComponentErrors.Invalid.Code, error.Code);
        var rules = error.Findings!.Select(f => f.Rule).ToList();
        Assert.Contains("archive.path.reserved-name", rules);
        Assert.Contains("manifest.stage", rules);
        Assert.Contains("manifest.requires", rules);
        Assert.True(rules.Count >= 4);
        Assert.Empty(_core.Staged());
        Assert.Empty(
            Directory.GetFiles(_core.Get<DataFolder>().Blobs, "*", SearchOption.AllDirectories)
        );
    }

    [Fact]
    public async Task The_manifest_says_what_the_address_says()
    {
        using var sample = new SampleComponent();
        await using var body = File.OpenRead(sample.Tar());
        var result = await _core
            .Get<ComponentPublishing>()
            .PublishAsync(
                Uploader("qemu"),
                new ComponentUpload("other-agent", "8.0"),
                body,
                default
            );
        Assert.Equal(
            ["component.name-mismatch", "component.version-mismatch"],
            result.Error!.Findings!.Select(f => f.Rule).Order()
        );
    }

    [Fact]
    public async Task A_digest_that_was_announced_is_checked()
    {
        using var sample = new SampleComponent();
        var path = sample.Tar();
        var right = Digest.Of(await File.ReadAllBytesAsync(path));
        Assert.Equal(
            UploadErrors.DigestMismatch.Code,
            (await PutAsync(Digest.Of("other"u8))).Error!.Code
        );
        Assert.True((await PutAsync(right)).Value.IsNew);

        async Task<Problems.Result<Published>> PutAsync(Digest announced)
        {
            await using var body = File.OpenRead(path);
            return await _core
                .Get<ComponentPublishing>()
                .PublishAsync(
                    Uploader("qemu"),
                    new ComponentUpload(sample.Name, sample.Version, Announced: announced),
                    body,
                    default
                );
        }
    }

    [Theory]
    [InlineData("Upper", "1.0", "component.invalid-name")]
    [InlineData("latest", "1.0", "component.invalid-name")]
    [InlineData("agent", "v1.0", "component.invalid-version")]
    [InlineData("agent", "1.0-", "component.invalid-version")]
    public async Task A_name_or_version_that_is_none_is_refused_before_the_body_is_read(
        string name,
        string version,
        string code
    )
    {
        var result = await _core
            .Get<ComponentPublishing>()
            .PublishAsync(
                Uploader("qemu"),
                new ComponentUpload(name, version),
                new Untouchable(),
                default
            );
        Assert.Equal(code, result.Error!.Code);
    }

    public static TheoryData<string, string?, string> Rights =>
        new()
        {
            // who, ?project=, what the answer is for a new component
            { "anonymous", "qemu", "access.unauthenticated" },
            { "nobody", null, "access.forbidden" },
            { "nobody", "qemu", "access.forbidden" },
            { "spice", "qemu", "access.forbidden" },
            { "spice", "nowhere", "project.not-found" },
            { "gone", null, "project.not-found" },
            { "both", null, "component.project-required" },
            { "admin", null, "component.project-required" },
            { "admin", "nowhere", "project.not-found" },
        };

    [Theory]
    [MemberData(nameof(Rights))]
    public async Task Who_may_not_upload_is_told_before_the_body_is_read(
        string who,
        string? project,
        string code
    )
    {
        var result = await _core
            .Get<ComponentPublishing>()
            .PublishAsync(
                Named(who),
                new ComponentUpload("new-agent", "1.0", project),
                new Untouchable(),
                default
            );
        Assert.Equal(code, result.Error!.Code);
        if (who == "both")
        {
            Assert.Contains("qemu, spice", result.Error.Detail);
        }
    }

    [Theory]
    [InlineData("qemu", null)]
    [InlineData("keeper", null)]
    [InlineData("both", "qemu")]
    [InlineData("admin", "qemu")]
    public async Task A_new_component_belongs_to_the_project_of_its_first_version(
        string who,
        string? project
    )
    {
        using var sample = new SampleComponent();
        Assert.Equal(
            "qemu",
            (await _core.PublishAsync(sample, sample.Tar(), Named(who), project)).Value.Project
        );

        using var next = new SampleComponent(version: "7.2-2");
        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (await _core.PublishAsync(next, next.Tar(), Named("spice"))).Error!.Code
        );
        Assert.Equal(
            ComponentErrors.OtherProject.Code,
            (await _core.PublishAsync(next, next.Tar(), Named("admin"), "spice")).Error!.Code
        );
        // It exists: the administrator need not name its project any more.
        Assert.True((await _core.PublishAsync(next, next.Tar(), Named("admin"))).Value.IsNew);
    }

    [Fact]
    public async Task One_of_many_uploads_of_a_new_version_makes_it_and_the_others_find_it()
    {
        using var sample = new SampleComponent();
        var archive = sample.Tar();
        var results = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Task.Run(() => _core.PublishAsync(sample, archive)))
        );
        Assert.All(results, r => Assert.Null(r.Error));
        Assert.Single(results, r => r.Value.IsNew);
    }

    [Fact]
    public async Task One_of_two_projects_that_race_for_a_name_gets_it()
    {
        using var sample = new SampleComponent();
        var archive = sample.Tar();
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    Task.Run(() =>
                        _core.PublishAsync(sample, archive, Uploader(i % 2 == 0 ? "qemu" : "spice"))
                    )
                )
        );
        var owner = Assert.Single(results, r => r.Error is null && r.Value.IsNew).Value.Project;
        await using var db = await _core.OpenAsync();
        Assert.Equal(owner, (await db.Components().SingleAsync()).Project);
        Assert.All(
            results.Where(r => r.Error is not null),
            r => Assert.Equal(AccessErrors.Forbidden.Code, r.Error!.Code)
        );
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_and_the_next_succeeds()
    {
        using var sample = new SampleComponent();
        var archive = sample.Tar();
        await using (var broken = new Breaking(await File.ReadAllBytesAsync(archive)))
        {
            await Assert.ThrowsAsync<EndOfStreamException>(() =>
                _core
                    .Get<ComponentPublishing>()
                    .PublishAsync(
                        Uploader("qemu"),
                        new ComponentUpload(sample.Name, sample.Version),
                        broken,
                        default
                    )
            );
        }

        Assert.Empty(_core.Staged());
        Assert.True((await _core.PublishAsync(sample, archive)).Value.IsNew);
    }

    private static Caller Named(string who) =>
        who switch
        {
            "anonymous" => Caller.Anonymous,
            "nobody" => Uploader(),
            "admin" => Caller.System,
            "both" => Uploader("qemu", "spice"),
            "gone" => Uploader("gone"),
            "keeper" => Maintainer("qemu"),
            _ => Uploader(who),
        };

    /// <summary>A body that must not be read.</summary>
    private sealed class Untouchable : MemoryStream
    {
        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => throw new InvalidOperationException("The body was read.");
    }

    /// <summary>A body whose sender goes away before its end.</summary>
    private sealed class Breaking(byte[] bytes) : MemoryStream(bytes, 0, bytes.Length / 2)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw new EndOfStreamException();
        }
    }
}

public sealed class SqlitePublishTests() : PublishSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlPublishTests() : PublishSuite(DatabaseProvider.PostgreSql);
