using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Blobs;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Blobs;
using Portal.Protocol.Components;
using Portal.Protocol.Projects;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Components;

public abstract class ComponentHttpSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private readonly FakeFreeSpace _space = new();
    private TestPortal _portal = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(
            provider,
            new TestPortalOptions(
                new Dictionary<string, string>
                {
                    ["Uploads:MaxArchiveBytes"] = "5000000",
                    ["Uploads:FreeSpaceFloor"] = "1000",
                },
                builder => builder.Services.Replace(ServiceDescriptor.Singleton<IFreeSpace>(_space))
            )
        );
        _admin = _portal.Admin();
        await (
            await _admin.PostAsync("/api/v1/projects", new ProjectCreateWire("qemu", "QEMU"))
        ).ReadAsync<ProjectWire>();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    private static string PathOf(SampleComponent sample) =>
        $"/api/v1/components/{sample.Name}/versions/{Uri.EscapeDataString(sample.Version)}";

    private Task<HttpResponseMessage> PutAsync(
        SampleComponent sample,
        string archive,
        string? reprDigest = null,
        bool chunked = false
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Put, PathOf(sample) + "?project=qemu")
        {
            Content = new StreamContent(File.OpenRead(archive)),
        };
        request.Headers.TransferEncodingChunked = chunked;
        if (reprDigest is not null)
        {
            request.Headers.Add("Repr-Digest", reprDigest);
        }

        return _admin.SendAsync(request);
    }

    private string[] Staged() =>
        Directory.GetFileSystemEntries(Path.Combine(_portal.Data, "staging"));

    [Fact]
    public async Task A_component_is_published_found_and_never_changed()
    {
        using var sample = new SampleComponent("agent", "1:2.0+dfsg~rc1-1").WithOddNames();

        var made = await PutAsync(sample, sample.TarGz());
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var version = await made.ReadAsync<ComponentVersionWire>();
        Assert.Equal(
            ("agent", "1:2.0+dfsg~rc1-1", "qemu", "admin"),
            (version.Component, version.Version, version.Project, version.UploadedBy)
        );

        var anybody = _portal.Anonymous();
        var shown = await (
            await anybody.GetAsync(made.Headers.Location)
        ).ReadAsync<ComponentVersionWire>();
        Assert.Equal(version.Digest, shown.Digest);

        var again = await PutAsync(sample, sample.Zip());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(version.Digest, (await again.ReadAsync<ComponentVersionWire>()).Digest);

        sample.Write("install.sh", "#!/bin/sh\nexit 1\n");
        var other = await (await PutAsync(sample, sample.BsdTar())).ProblemAsync(
            HttpStatusCode.Conflict,
            "component.version-taken"
        );
        Assert.Contains(version.Digest.Hex, other.Detail);

        var list = await (await anybody.GetAsync("/api/v1/components")).ReadAsync<
            PageWire<ComponentWire>
        >();
        Assert.Equal(
            ("agent", "qemu", version.Version, 1),
            list.Items.Where(c => c.Project != "portal")
                .Select(c => (c.Name, c.Project, c.Newest, c.Versions))
                .Single()
        );
        Assert.Equal(
            "agent",
            (
                await (
                    await anybody.GetAsync("/api/v1/components/agent")
                ).ReadAsync<ComponentWire>()
            ).Name
        );
        var versions = await (
            await anybody.GetAsync("/api/v1/components/agent/versions")
        ).ReadAsync<PageWire<ComponentVersionWire>>();
        Assert.Equal([version.Digest], versions.Items.Select(v => v.Digest));
        var files = await (await anybody.GetAsync(PathOf(sample) + "/files?limit=2")).ReadAsync<
            PageWire<FileWire>
        >();
        Assert.Equal(2, files.Items.Count);
        Assert.NotNull(files.Next);
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        var anybody = _portal.Anonymous();
        foreach (
            var (path, code) in ((string, string)[])
                [
                    ("agent", "component.not-found"),
                    ("agent/versions", "component.not-found"),
                    ("agent/versions/1.0", "component.version-not-found"),
                    ("agent/versions/1.0/files", "component.version-not-found"),
                    ("agent/versions/1.0/archive", "component.version-not-found"),
                    ("agent/versions/1.0/content?path=a", "component.version-not-found"),
                ]
        )
        {
            await (await anybody.GetAsync($"/api/v1/components/{path}")).ProblemAsync(
                HttpStatusCode.NotFound,
                code
            );
        }
    }

    [Fact]
    public async Task A_bad_archive_is_answered_with_every_finding()
    {
        using var sample = new SampleComponent(more: "stage: agnet\nlisence: MIT");
        sample.Write("con.txt", "");

        var problem = await (await PutAsync(sample, sample.Tar())).ProblemAsync(
            HttpStatusCode.UnprocessableEntity,
            "component.invalid"
        );

        Assert.Contains(
            problem.Findings!,
            f => f.Rule == "archive.path.reserved-name" && f.Path == "con.txt"
        );
        Assert.Contains(
            problem.Findings!,
            f => f.Rule == "manifest.stage" && f.Line is > 0 && f.Mend is not null
        );
        Assert.True(problem.Findings!.Count >= 3);
    }

    [Fact]
    public async Task Repr_Digest_is_checked()
    {
        using var sample = new SampleComponent();
        var archive = sample.Tar();
        var right = Convert.ToBase64String(SHA256.HashData(await File.ReadAllBytesAsync(archive)));
        var wrong = Convert.ToBase64String(SHA256.HashData("other"u8));

        await (await PutAsync(sample, archive, $"sha-256=:{wrong}:")).ProblemAsync(
            HttpStatusCode.UnprocessableEntity,
            "upload.digest-mismatch"
        );
        foreach (
            var bad in (string[])
                ["sha-256=:AAAA:", "sha-256=abc", "sha-512=:AAAA:", $"sha-256={right}"]
        )
        {
            await (await PutAsync(sample, archive, bad)).ProblemAsync(
                HttpStatusCode.BadRequest,
                "upload.digest-malformed"
            );
        }

        var made = await PutAsync(sample, archive, $"md5=:AAAA:, sha-256=:{right}:");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_archive_past_the_limit_is_too_large(bool chunked)
    {
        using var sample = new SampleComponent();
        sample.Write("large", new string('x', 5_100_000));
        await (await PutAsync(sample, sample.Tar(), chunked: chunked)).ProblemAsync(
            HttpStatusCode.RequestEntityTooLarge,
            "upload.too-large"
        );
        await Until.TrueAsync(() => Staged().Length == 0, "staging is empty");
    }

    [Fact]
    public async Task A_nearly_full_disk_answers_507_while_reading_goes_on()
    {
        using var sample = new SampleComponent();
        await PutAsync(sample, sample.Tar());
        _space.Bytes = 999;
        using var next = new SampleComponent(version: "9");

        await (await PutAsync(next, next.Tar())).ProblemAsync(
            HttpStatusCode.InsufficientStorage,
            "storage.full"
        );

        Assert.Equal(
            HttpStatusCode.OK,
            (await _portal.Anonymous().GetAsync(PathOf(sample) + "/archive")).StatusCode
        );
    }

    [Fact]
    public async Task The_archive_unpacks_to_what_was_uploaded_by_another_tool()
    {
        using var sample = new SampleComponent().WithOddNames();
        var version = await (
            await PutAsync(sample, sample.Zip())
        ).ReadAsync<ComponentVersionWire>();
        using var folder = new TestFolder();

        var response = await _portal.Anonymous().GetAsync(PathOf(sample) + "/archive");
        var bytes = await response.Content.ReadAsByteArrayAsync();
        await File.WriteAllBytesAsync(folder["archive.tar"], bytes);
        Directory.CreateDirectory(folder["out"]);
        SampleComponent.Run(folder.Path, "bsdtar", "-xf", "archive.tar", "-C", "out");

        SampleComponent.Run(folder.Path, "diff", "-r", "--no-dereference", sample.Root, "out");
        Assert.Equal(bytes.LongLength, response.Content.Headers.ContentLength);
        Assert.Equal($"\"{version.Digest}\"", response.Headers.ETag!.Tag);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString());
        // Uploaded again, it is the same version: the tar holds all there is.
        var again = await PutAsync(sample, folder["archive.tar"]);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_download_that_broke_off_goes_on_where_it_was()
    {
        using var sample = new SampleComponent().WithOddNames();
        await PutAsync(sample, sample.Tar());
        var client = _portal.Anonymous();
        var whole = await client.GetByteArrayAsync(PathOf(sample) + "/archive");
        var head = await client.SendAsync(new(HttpMethod.Head, PathOf(sample) + "/archive"));
        Assert.Equal(whole.LongLength, head.Content.Headers.ContentLength);

        var rest = new HttpRequestMessage(HttpMethod.Get, PathOf(sample) + "/archive");
        rest.Headers.Range = new RangeHeaderValue(1000, null);
        rest.Headers.IfRange = new RangeConditionHeaderValue(head.Headers.ETag!);
        var partial = await client.SendAsync(rest);
        Assert.Equal(HttpStatusCode.PartialContent, partial.StatusCode);
        Assert.Equal(whole[1000..], await partial.Content.ReadAsByteArrayAsync());

        var known = new HttpRequestMessage(HttpMethod.Get, PathOf(sample) + "/archive");
        known.Headers.IfNoneMatch.Add(head.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(known)).StatusCode);
    }

    [Fact]
    public async Task One_file_is_given_as_bytes_to_save_and_nothing_else()
    {
        using var sample = new SampleComponent().WithOddNames();
        sample.Write("evil.html", "<script>alert(1)</script>");
        await PutAsync(sample, sample.Tar());
        var client = _portal.Anonymous();

        var response = await client.GetAsync(PathOf(sample) + "/content?path=evil.html");
        Assert.Equal("<script>alert(1)</script>", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal($"\"{Digest.Of("<script>alert(1)</script>"u8)}\"", response.Headers.ETag!.Tag);

        foreach (
            var path in (string[])
                ["no", "../../portal.db", "/etc/passwd", "docs", "lib.so", "spool"]
        )
        {
            var none = await client.GetAsync(
                $"{PathOf(sample)}/content?path={Uri.EscapeDataString(path)}"
            );
            await none.ProblemAsync(HttpStatusCode.NotFound, "component.file-not-found");
        }

        var odd = Uri.EscapeDataString("docs/Grüße aus Žilina.txt");
        Assert.Equal("hello", await client.GetStringAsync($"{PathOf(sample)}/content?path={odd}"));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_and_the_next_succeeds()
    {
        using var sample = new SampleComponent();
        sample.Write("large", new string('x', 2_000_000));
        var archive = sample.Tar();
        using (
            var broken = await BrokenUpload.BeginAsync(
                _portal.Address,
                PathOf(sample) + "?project=qemu",
                await File.ReadAllBytesAsync(archive)
            )
        )
        {
            await Until.TrueAsync(() => Staged().Length > 0, "the upload has begun");
            broken.Reset();
        }

        await Until.TrueAsync(() => Staged().Length == 0, "staging is empty");
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync(PathOf(sample))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await PutAsync(sample, archive)).StatusCode);
        Assert.DoesNotContain(
            _portal.Log.Lines,
            l => l.StartsWith("Error", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_yank_shows_and_takes_the_version_out_of_the_newest()
    {
        using var sample = new SampleComponent();
        await PutAsync(sample, sample.Tar());

        var yanked = await (
            await _admin.PostAsync(PathOf(sample) + "/yank", new YankRequestWire("eats disks"))
        ).ReadAsync<ComponentVersionWire>();

        Assert.Equal(("eats disks", "admin"), (yanked.Yanked!.Reason, yanked.Yanked.By));
        Assert.Null(
            (
                await (
                    await _admin.GetAsync($"/api/v1/components/{sample.Name}")
                ).ReadAsync<ComponentWire>()
            ).Newest
        );
        await (
            await _admin.PostAsync(PathOf(sample) + "/yank", new YankRequestWire(""))
        ).ProblemAsync(HttpStatusCode.BadRequest, "component.invalid-reason");
    }

    [Fact]
    public async Task An_administrator_collects_and_may_ask_first()
    {
        var before = await (
            await _admin.PostAsync("/api/v1/admin/gc?dryRun=true", null)
        ).ReadAsync<CollectionWire>();
        using var sample = new SampleComponent();
        await PutAsync(sample, sample.Tar());

        var dry = await (
            await _admin.PostAsync("/api/v1/admin/gc?dryRun=true", null)
        ).ReadAsync<CollectionWire>();
        var done = await (
            await _admin.PostAsync("/api/v1/admin/gc", null)
        ).ReadAsync<CollectionWire>();

        Assert.Equal(dry with { DryRun = false }, done);
        Assert.Equal(
            (3, 3, 0),
            (done.Examined - before.Examined, done.Referenced - before.Referenced, done.Deleted)
        );
    }

    private sealed class FakeFreeSpace : IFreeSpace
    {
        public long Bytes { get; set; } = long.MaxValue;

        public long Available(string folder) => Bytes;
    }
}

public sealed class SqliteComponentHttpTests() : ComponentHttpSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlComponentHttpTests()
    : ComponentHttpSuite(DatabaseProvider.PostgreSql);
