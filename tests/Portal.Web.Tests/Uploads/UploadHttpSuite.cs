using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Protocol.Components;
using Portal.Protocol.Projects;
using Portal.Protocol.Uploads;
using Portal.Shell;
using Portal.Testing;
using static Portal.Uploads.TusCalls;

namespace Portal.Uploads;

public abstract class UploadHttpSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const int MostBytes = 5_000_000;

    private readonly FakeFreeSpace _space = new();
    private readonly ShiftedClock _clock = new();
    private readonly SampleComponent _sample = new();
    private TestPortal _portal = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(
            provider,
            new TestPortalOptions(
                new Dictionary<string, string>
                {
                    ["Uploads:MaxArchiveBytes"] = $"{MostBytes}",
                    ["Uploads:MaxUnfinished"] = "4",
                    ["Uploads:FreeSpaceFloor"] = "1000",
                },
                builder =>
                    builder
                        .Services.Replace(ServiceDescriptor.Singleton<IFreeSpace>(_space))
                        .Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock))
            )
        );
        _admin = _portal.Admin();
        await (
            await _admin.PostAsync("/api/v1/projects", new ProjectCreateWire("qemu", "QEMU"))
        ).ReadAsync<ProjectWire>();
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        _sample.Dispose();
    }

    private string Announced(params (string, string)[] more) =>
        Metadata([
            ("component", _sample.Name),
            ("version", _sample.Version),
            ("project", "qemu"),
            ("filename", "Grüße.tar"),
            .. more,
        ]);

    private Task<byte[]> ArchiveAsync() => File.ReadAllBytesAsync(_sample.Tar());

    [Fact]
    public async Task Options_tells_what_is_spoken_here()
    {
        foreach (var path in (string[])[Api, $"{Api}/0123456789abcdef0123456789abcdef"])
        {
            var told = await _portal
                .Anonymous()
                .SendAsync(new HttpRequestMessage(HttpMethod.Options, path));

            Assert.Equal(HttpStatusCode.NoContent, told.StatusCode);
            Assert.Equal("1.0.0", told.Header("Tus-Version"));
            Assert.Equal("1.0.0", told.Header("Tus-Resumable"));
            Assert.Equal($"{MostBytes}", told.Header("Tus-Max-Size"));
            Assert.Equal("sha256", told.Header("Tus-Checksum-Algorithm"));
            Assert.Equal(
                "creation,creation-with-upload,termination,expiration,checksum",
                told.Header("Tus-Extension")
            );
        }
    }

    [Fact]
    public async Task An_archive_in_pieces_becomes_a_version_whose_making_can_be_asked_for_again()
    {
        var archive = await ArchiveAsync();
        var path = await _admin.BeginAsync(archive.Length, Announced());
        Assert.Matches("^/api/v1/uploads/[0-9a-f]{32}$", path);
        Assert.Equal(0, await _admin.OffsetAsync(path));

        var first = await _admin.SendAsync(path, 0, archive[..1000]);
        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal("1000", first.Header("Upload-Offset"));
        Assert.Equal("1.0.0", first.Header("Tus-Resumable"));
        Assert.NotNull(first.Header("Upload-Expires"));
        var half = await (await _admin.GetAsync(path)).ReadAsync<UploadWire>();
        Assert.Equal(
            (UploadStates.Receiving, 1000, archive.LongLength, "Grüße.tar"),
            (half.State, half.Offset, half.Length, half.FileName)
        );
        await _portal.RestartAsync();
        _admin = _portal.Admin();
        Assert.Equal(1000, await _admin.OffsetAsync(path));
        var head = await _admin.SendAsync(Tus(HttpMethod.Head, path));
        Assert.Equal(Announced(), head.Header("Upload-Metadata"));
        Assert.Equal($"{archive.Length}", head.Header("Upload-Length"));

        var last = await _admin.SendAsync(path, 1000, archive[1000..], Checksum(archive[1000..]));
        Assert.Equal(HttpStatusCode.NoContent, last.StatusCode);
        var made = await _admin.OutcomeAsync(path);
        Assert.Equal(
            (UploadStates.Created, _sample.Name, _sample.Version, "qemu", "admin"),
            (
                made.State,
                made.Published!.Component,
                made.Published.Version,
                made.Published.Project,
                made.Published.UploadedBy
            )
        );
        var version = await (
            await _portal
                .Anonymous()
                .GetAsync($"/api/v1/components/{_sample.Name}/versions/{_sample.Version}")
        ).ReadAsync<ComponentVersionWire>();
        Assert.Equal(version.Digest, made.Published.Digest);

        // A lost answer: the offset is the end, no bytes there are welcome, and the outcome stands, also after a restart.
        await _portal.RestartAsync();
        _admin = _portal.Admin();
        Assert.Equal(archive.Length, await _admin.OffsetAsync(path));
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _admin.SendAsync(path, archive.Length, [])).StatusCode
        );
        Assert.Equal(UploadStates.Created, (await _admin.OutcomeAsync(path)).State);
    }

    [Fact]
    public async Task The_same_content_is_recognised_and_other_content_refused()
    {
        var archive = await ArchiveAsync();
        // The manifest may tell name and version.
        var metadata = Metadata(("project", "qemu"));
        var made = await _admin.CreateAsync(archive.Length, metadata, archive);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"{archive.Length}", made.Header("Upload-Offset"));
        var path = made.Headers.Location!.OriginalString;
        Assert.Equal(UploadStates.Created, (await _admin.OutcomeAsync(path)).State);

        var zip = await File.ReadAllBytesAsync(_sample.Zip());
        var again = await _admin.CreateAsync(zip.Length, metadata, zip, Checksum(zip));
        var existing = await _admin.OutcomeAsync(again.Headers.Location!.OriginalString);
        Assert.Equal(
            (UploadStates.Existing, "qemu"),
            (existing.State, existing.Published!.Project)
        );

        _sample.Write("install.sh", "#!/bin/sh\nexit 1\n");
        var other = await ArchiveAsync();
        var refused = await _admin.OutcomeAsync(
            (await _admin.CreateAsync(other.Length, metadata, other))
                .Headers
                .Location!
                .OriginalString
        );
        Assert.Equal(
            (UploadStates.Refused, "component.version-taken", 409),
            (refused.State, refused.Problem!.Code, refused.Problem.Status)
        );
        Assert.Null(refused.Published);
    }

    [Fact]
    public async Task A_refusal_has_every_finding_and_the_manifest_they_are_in()
    {
        using var bad = new SampleComponent(more: "stage: agnet\nlisence: MIT");
        bad.Write("con.txt", "");
        var archive = await File.ReadAllBytesAsync(bad.Tar());
        var path = await _admin.BeginAsync(archive.Length, Announced());
        await _admin.SendAsync(path, 0, archive);

        var refused = await _admin.OutcomeAsync(path);

        Assert.Equal(UploadStates.Refused, refused.State);
        var findings = refused.Problem!.Findings!;
        Assert.Contains(findings, f => f.Rule == "archive.path.reserved-name");
        var stage = Assert.Single(findings, f => f.Rule == "manifest.stage");
        Assert.Equal("stage: agnet", refused.Manifest!.Split('\n')[stage.Line!.Value - 1]);
        Assert.Equal(archive.Length, await _admin.OffsetAsync(path));
    }

    [Fact]
    public async Task Who_does_not_say_tus_1_0_0_is_told_so_and_nothing_is_done()
    {
        var path = await _admin.BeginAsync(10, Announced());
        foreach (var version in (string?[])[null, "0.2.2", "1.0.0, 1.0.0"])
        {
            foreach (
                var (method, target) in ((HttpMethod, string)[])
                    [
                        (HttpMethod.Post, Api),
                        (HttpMethod.Head, path),
                        (HttpMethod.Patch, path),
                        (HttpMethod.Delete, path),
                        (HttpMethod.Post, path),
                    ]
            )
            {
                var request = new HttpRequestMessage(method, target);
                if (version is not null)
                {
                    request.Headers.TryAddWithoutValidation("Tus-Resumable", version);
                }

                var refused = await _admin.SendAsync(request);
                Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
                Assert.Equal("1.0.0", refused.Header("Tus-Version"));
            }
        }

        Assert.Equal(0, await _admin.OffsetAsync(path));
    }

    [Theory]
    [InlineData("Upload-Length", "")]
    [InlineData("Upload-Length", "-1")]
    [InlineData("Upload-Length", "+1")]
    [InlineData("Upload-Length", "1e3")]
    [InlineData("Upload-Length", "99999999999999999999")]
    [InlineData("Upload-Metadata", "component")]
    [InlineData("Upload-Metadata", "version !!!!")]
    [InlineData("Upload-Metadata", "version YQ==,version YQ==")]
    [InlineData("Upload-Metadata", "version YQ== YQ==")]
    [InlineData("Upload-Metadata", ",")]
    [InlineData("Upload-Metadata", "project cWVtdQ==,sha256 YQ==")]
    [InlineData("Upload-Metadata", "project /w==")]
    [InlineData("Upload-Defer-Length", "1")]
    [InlineData("Upload-Concat", "partial")]
    public async Task A_creation_that_cannot_be_read_is_a_bad_request(string header, string value)
    {
        var headers = new Dictionary<string, string>
        {
            ["Upload-Length"] = "10",
            ["Upload-Metadata"] = "project cWVtdQ==,component YWdlbnQ=",
            [header] = value,
        };
        if (header == "Upload-Metadata" && value == "component")
        {
            // An empty name is no name: that alone is fine.
            var fine = await _admin.SendAsync(
                Tus(
                    HttpMethod.Post,
                    Api,
                    ("Upload-Length", "10"),
                    (header, "component,project cWVtdQ==")
                )
            );
            Assert.Equal(HttpStatusCode.Created, fine.StatusCode);
            return;
        }

        var request = Tus(HttpMethod.Post, Api, [.. headers.Select(h => (h.Key, h.Value))]);
        var refused = await _admin.SendAsync(request);

        await refused.ProblemAsync(
            HttpStatusCode.BadRequest,
            header is "Upload-Concat" or "Upload-Defer-Length"
                ? "upload.unknown-extension"
                : "upload.invalid-header"
        );
        Assert.Equal("1.0.0", refused.Header("Tus-Resumable"));
    }

    [Fact]
    public async Task What_could_not_be_published_is_refused_before_a_byte()
    {
        var cases = new (string Metadata, HttpStatusCode Status, string Code)[]
        {
            (
                Metadata(("component", "No Name")),
                HttpStatusCode.BadRequest,
                "component.invalid-name"
            ),
            (
                Metadata(("component", "agent"), ("version", "none")),
                HttpStatusCode.BadRequest,
                "component.invalid-version"
            ),
            (
                Metadata(("component", "agent")),
                HttpStatusCode.BadRequest,
                "component.project-required"
            ),
            (Metadata(("project", "none")), HttpStatusCode.NotFound, "project.not-found"),
        };
        foreach (var (metadata, status, code) in cases)
        {
            await (await _admin.CreateAsync(10, metadata)).ProblemAsync(status, code);
        }

        await (await _admin.CreateAsync(MostBytes + 1, Announced())).ProblemAsync(
            HttpStatusCode.RequestEntityTooLarge,
            "upload.too-large"
        );
        await (await _portal.Anonymous().CreateAsync(10, Announced())).ProblemAsync(
            HttpStatusCode.Unauthorized,
            "access.unauthenticated"
        );
        await (await (await ClientAsync("nobody")).CreateAsync(10, Announced())).ProblemAsync(
            HttpStatusCode.Forbidden,
            "access.forbidden"
        );
        _space.Bytes = 1009;
        await (await _admin.CreateAsync(10, Announced())).ProblemAsync(
            HttpStatusCode.InsufficientStorage,
            "storage.full"
        );
    }

    [Fact]
    public async Task More_uploads_under_way_than_allowed_are_too_many()
    {
        for (var i = 0; i < 4; i++)
        {
            await _admin.BeginAsync(10, Announced());
        }

        await (await _admin.CreateAsync(10, Announced())).ProblemAsync(
            HttpStatusCode.TooManyRequests,
            "upload.too-many"
        );
    }

    [Fact]
    public async Task A_chunk_that_does_not_fit_is_refused_and_changes_nothing()
    {
        var path = await _admin.BeginAsync(10, Announced());
        await _admin.SendAsync(path, 0, [1, 2, 3]);

        await (await _admin.SendAsync(path, 0, [1])).ProblemAsync(
            HttpStatusCode.Conflict,
            "upload.offset-conflict"
        );
        await (await _admin.SendAsync(path, 3, new byte[8])).ProblemAsync(
            HttpStatusCode.RequestEntityTooLarge,
            "upload.past-end"
        );
        var chunked = Tus(HttpMethod.Patch, path, ("Upload-Offset", "3"));
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Content = Bytes(new byte[8]);
        await (await _admin.SendAsync(chunked)).ProblemAsync(
            HttpStatusCode.RequestEntityTooLarge,
            "upload.past-end"
        );
        foreach (var offset in (string?[])[null, "", "-3", "three"])
        {
            var request = Tus(
                HttpMethod.Patch,
                path,
                offset is null ? [] : [("Upload-Offset", offset)]
            );
            request.Content = Bytes([4]);
            await (await _admin.SendAsync(request)).ProblemAsync(
                HttpStatusCode.BadRequest,
                "upload.invalid-header"
            );
        }

        foreach (var type in (string[])["application/octet-stream", "text/plain"])
        {
            var request = Tus(HttpMethod.Patch, path, ("Upload-Offset", "3"));
            request.Content = Bytes([4], type);
            await (await _admin.SendAsync(request)).ProblemAsync(
                HttpStatusCode.UnsupportedMediaType,
                "request.unsupported-media-type"
            );
        }

        var created = Tus(
            HttpMethod.Post,
            Api,
            ("Upload-Length", "10"),
            ("Upload-Metadata", Announced())
        );
        created.Content = Bytes([1], "text/plain");
        await (await _admin.SendAsync(created)).ProblemAsync(
            HttpStatusCode.UnsupportedMediaType,
            "request.unsupported-media-type"
        );
        Assert.Equal(3, await _admin.OffsetAsync(path));
    }

    [Fact]
    public async Task A_checksum_is_checked_before_the_chunk_counts()
    {
        var path = await _admin.BeginAsync(10, Announced());
        await (await _admin.SendAsync(path, 0, [1, 2, 3], Checksum([1, 2, 4]))).ProblemAsync(
            (HttpStatusCode)460,
            "upload.checksum-mismatch"
        );
        foreach (var bad in (string[])["sha1 YQ==", "sha256", "sha256 YQ==", "sha256 !"])
        {
            await (
                await _admin.SendAsync(path, 0, [1, 2, 3], ("Upload-Checksum", bad))
            ).ProblemAsync(HttpStatusCode.BadRequest, "upload.invalid-header");
        }

        Assert.Equal(0, await _admin.OffsetAsync(path));
        var good = await _admin.SendAsync(path, 0, [1, 2, 3], Checksum([1, 2, 3]));
        Assert.Equal("3", good.Header("Upload-Offset"));

        // Nobody would ever learn the address of an upload whose creation failed: it is not kept.
        await (await _admin.CreateAsync(10, Announced(), [1, 2], Checksum([2]))).ProblemAsync(
            (HttpStatusCode)460,
            "upload.checksum-mismatch"
        );
        Assert.Single(_portal.Get<UploadService>().List(Admin));
    }

    [Fact]
    public async Task An_upload_is_its_makers_alone()
    {
        var path = await _admin.BeginAsync(10, Announced());
        var other = await ClientAsync("other", new Grant(Roles.ProjectMaintainer, "qemu"));
        HttpRequestMessage[] requests =
        [
            new(HttpMethod.Get, path),
            Tus(HttpMethod.Delete, path),
            Tus(HttpMethod.Get, $"{Api}/nonsense"),
        ];
        foreach (var request in requests)
        {
            await (await other.SendAsync(request)).ProblemAsync(
                HttpStatusCode.NotFound,
                "upload.not-found"
            );
        }

        await (await other.SendAsync(path, 0, [1])).ProblemAsync(
            HttpStatusCode.NotFound,
            "upload.not-found"
        );
        var head = await other.SendAsync(Tus(HttpMethod.Head, path));
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
        Assert.Null(head.Header("Upload-Offset"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await _portal.Anonymous().GetAsync(path)).StatusCode
        );
        Assert.Equal(0, await _admin.OffsetAsync(path));
    }

    [Fact]
    public async Task What_was_ended_or_expired_is_gone()
    {
        var ended = await _admin.BeginAsync(10, Announced());
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _admin.SendAsync(Tus(HttpMethod.Delete, ended))).StatusCode
        );
        var expired = await _admin.BeginAsync(10, Announced());
        _clock.Shift = TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1);

        foreach (var path in (string[])[ended, expired])
        {
            Assert.Equal(
                HttpStatusCode.Gone,
                (await _admin.SendAsync(Tus(HttpMethod.Head, path))).StatusCode
            );
            await (await _admin.GetAsync(path)).ProblemAsync(HttpStatusCode.Gone, "upload.gone");
            await (await _admin.SendAsync(path, 0, [1])).ProblemAsync(
                HttpStatusCode.Gone,
                "upload.gone"
            );
            await (await _admin.SendAsync(Tus(HttpMethod.Delete, path))).ProblemAsync(
                HttpStatusCode.Gone,
                "upload.gone"
            );
        }
    }

    [Fact]
    public async Task A_client_that_has_only_POST_names_the_method_it_means()
    {
        var path = await _admin.BeginAsync(10, Announced());
        var patch = Tus(
            HttpMethod.Post,
            path,
            ("X-HTTP-Method-Override", "PATCH"),
            ("Upload-Offset", "0")
        );
        patch.Content = Bytes([1, 2]);
        Assert.Equal("2", (await _admin.SendAsync(patch)).Header("Upload-Offset"));
        await (await _admin.SendAsync(Tus(HttpMethod.Post, path))).ProblemAsync(
            HttpStatusCode.MethodNotAllowed,
            "request.method-not-allowed"
        );
        var delete = Tus(HttpMethod.Post, path, ("X-HTTP-Method-Override", "DELETE"));
        Assert.Equal(HttpStatusCode.NoContent, (await _admin.SendAsync(delete)).StatusCode);
    }

    [Fact]
    public async Task What_arrived_of_a_broken_request_is_kept_unless_it_had_a_checksum()
    {
        var path = await _admin.BeginAsync(1000, Announced());
        foreach (var (checksum, kept) in ((bool, long)[])[(true, 0), (false, 500)])
        {
            using (var socket = new TcpClient())
            {
                await socket.ConnectAsync(_portal.Address.Host, _portal.Address.Port);
                var head =
                    $"PATCH {path} HTTP/1.1\r\nHost: {_portal.Address.Authority}\r\nTus-Resumable: 1.0.0\r\n"
                    + $"Authorization: Bearer {TestPortal.AdminToken}\r\nUpload-Offset: 0\r\n"
                    + (checksum ? $"Upload-Checksum: {Checksum(new byte[1000]).Item2}\r\n" : "")
                    + "Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\n";
                await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
                await socket.GetStream().WriteAsync(new byte[500]);
                await Until.TrueAsync(
                    () => Directory.GetFiles(FolderOf(path), checksum ? "undo" : "lock").Length > 0,
                    "the request has begun"
                );
                // Neither a goodbye nor a reset: the way most lines break.
                Assert.Equal(kept, await OffsetWhenAsync(path, kept));
            }
        }

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _admin.SendAsync(path, 500, new byte[500])).StatusCode
        );
    }

    /// <summary>Bytes that were sent may be on their way still when the first question comes.</summary>
    private async Task<long> OffsetWhenAsync(string path, long expected)
    {
        if (expected > 0)
        {
            await Task.Delay(200);
        }

        return await _admin.OffsetAsync(path);
    }

    private string FolderOf(string path) =>
        Path.Combine(_portal.Data, "staging", "uploads", "admin", path.Split('/')[^1]);

    [Fact]
    public async Task A_portal_that_could_not_publish_is_asked_again_without_sending_again()
    {
        var archive = await ArchiveAsync();
        var path = await _admin.BeginAsync(archive.Length, Announced());
        // Room for what arrives, none for what is in it.
        (_space.Bytes, _space.Plenty) = (999, 1);
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _admin.SendAsync(path, 0, archive)).StatusCode
        );

        var failed = await _admin.OutcomeAsync(path);
        Assert.Equal(
            (UploadStates.Failed, "storage.full", archive.LongLength),
            (failed.State, failed.Problem!.Code, failed.Offset)
        );
        Assert.Equal(archive.Length, await _admin.OffsetAsync(path));

        _space.Bytes = long.MaxValue;
        await _admin.SendAsync(path, archive.Length, []);
        Assert.Equal(UploadStates.Created, (await _admin.OutcomeAsync(path)).State);
    }

    [Fact]
    public async Task A_browser_needs_the_antiforgery_header_to_upload()
    {
        var (browser, token) = await SignedInAsync();
        await (await browser.CreateAsync(10, Announced())).ProblemAsync(
            HttpStatusCode.Forbidden,
            "access.antiforgery"
        );
        var header = ("RequestVerificationToken", token);
        var made = await browser.CreateAsync(10, Announced(), null, header);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var path = made.Headers.Location!.OriginalString;
        await (await browser.SendAsync(path, 0, [1])).ProblemAsync(
            HttpStatusCode.Forbidden,
            "access.antiforgery"
        );
        Assert.Equal("1", (await browser.SendAsync(path, 0, [1], header)).Header("Upload-Offset"));
        Assert.Equal(1, await browser.OffsetAsync(path));
    }

    private static Caller Admin =>
        new("admin", CallerKind.Account, [new Grant(Roles.Administrator, null)]);

    private async Task<(HttpClient Browser, string Token)> SignedInAsync()
    {
        var browser = _portal.Anonymous();
        var made = await _admin.PostAsync("/api/v1/accounts/admin/sign-in-link", null);
        var link = (await made.ReadAsync<SignInLinkWire>()).Path;
        await browser.PostAsync(link, PageForm.Of(await browser.GetStringAsync(link)));
        return (browser, PageForm.TokenOf(await browser.GetStringAsync("/sign-out")));
    }

    private async Task<HttpClient> ClientAsync(string name, params Grant[] grants)
    {
        var made = await _portal
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, name, null, grants, default);
        Assert.Null(made.Error);
        var token = await _portal
            .Get<TokenService>()
            .CreateAsync(new Caller(name, CallerKind.Account, grants), new("t"), default);
        return _portal.With(token.Value.Text);
    }

    private sealed class FakeFreeSpace : IFreeSpace
    {
        public long Bytes { get; set; } = long.MaxValue;

        /// <summary>So many times there is plenty.</summary>
        public int Plenty { get; set; }

        public long Available(string folder) => Plenty-- > 0 ? long.MaxValue : Bytes;
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}

public sealed class SqliteUploadHttpTests() : UploadHttpSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlUploadHttpTests() : UploadHttpSuite(DatabaseProvider.PostgreSql);
