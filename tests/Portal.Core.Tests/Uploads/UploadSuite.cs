using Portal.Access;
using Portal.Blobs;
using Portal.Components;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;
using Portal.Testing;
using static Portal.Components.Uploads;

namespace Portal.Uploads;

public abstract class UploadSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private readonly SampleComponent _sample = new();
    private readonly Caller _caller = Maintainer("qemu");
    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(
            provider,
            services =>
                services.WithLimits(o =>
                {
                    o.MaxUnfinished = 3;
                    o.MaxUnfinishedBytes = 1_000_000;
                    o.MaxArchiveBytes = 900_000;
                })
        );
        await _core.MakeProjectsAsync();
        var made = await _core
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, _caller.Name, null, _caller.Grants, default);
        Assert.Null(made.Error);
    }

    public async Task DisposeAsync()
    {
        await _core.DisposeAsync();
        _sample.Dispose();
    }

    private UploadService Service => _core.Get<UploadService>();

    private async Task<Upload> BeginAsync(byte[] archive, UploadRequest? request = null)
    {
        var made = await Service.CreateAsync(
            _caller,
            request ?? new(_sample.Name, _sample.Version, "qemu", "a.tar", null, archive.Length),
            default
        );
        return made.Value;
    }

    private Task<Result<Upload>> SendAsync(Upload upload, UploadChunk chunk, Stream body) =>
        _core.Get<UploadReceiving>().AppendAsync(_caller, upload.Id.Text, chunk, body, default);

    private async Task<Upload> SendAllAsync(byte[] archive, UploadRequest? request = null)
    {
        var upload = await BeginAsync(archive, request);
        return (await SendAsync(upload, new(0), new MemoryStream(archive))).Value;
    }

    private async Task<UploadOutcome> PublishAsync(Upload upload)
    {
        Assert.True(upload.IsPublishing);
        await _core.Get<UploadPublishing>().RunAsync(upload.Owner, upload.Id, default);
        return (await Service.FindAsync(_caller, upload.Id.Text, default)).Value.Outcome!;
    }

    private UploadFiles FilesOf(Upload upload) =>
        _core.Get<UploadStore>().FilesOf(upload.Owner, upload.Id);

    [Fact]
    public async Task What_was_sent_in_any_pieces_through_any_deaths_is_what_is_published()
    {
        var archive = await File.ReadAllBytesAsync(_sample.Tar());
        var random = new Random(20261125);
        for (var round = 0; round < 25; round++)
        {
            var upload = await BeginAsync(
                archive,
                new(null, null, "qemu", null, Digest.Of(archive), archive.Length)
            );
            var steps = 0;
            while (true)
            {
                Assert.True(++steps < 500, "It gets no further.");
                var stand = (await Service.StandAsync(_caller, upload.Id.Text, default)).Value;
                var offset = (int)stand.Offset;
                if (stand.IsComplete)
                {
                    break;
                }

                var count = random.Next(1, Math.Min(5000, archive.Length - offset) + 1);
                await StepAsync(upload, archive, offset, count, random);
            }

            Assert.Equal(
                round == 0 ? UploadEnd.Created : UploadEnd.Existing,
                (
                    await PublishAsync(
                        (await Service.FindAsync(_caller, upload.Id.Text, default)).Value
                    )
                ).End
            );
        }
    }

    /// <summary>One request that arrives whole, is damaged, breaks off, or dies with its process.</summary>
    private async Task StepAsync(
        Upload upload,
        byte[] archive,
        int offset,
        int count,
        Random random
    )
    {
        var bytes = archive[offset..(offset + count)];
        var checksum = Digest.Of(bytes);
        switch (random.Next(6))
        {
            case 0:
                var damaged = await SendAsync(
                    upload,
                    new(offset, count, Digest.Of("x"u8)),
                    new MemoryStream(bytes)
                );
                Assert.Equal(ResumableErrors.ChecksumMismatch, damaged.Error);
                break;
            case 1:
                await Assert.ThrowsAsync<IOException>(() =>
                    SendAsync(
                        upload,
                        new(offset, count, random.Next(2) == 0 ? null : checksum),
                        new BrokenStream(bytes[..random.Next(count)])
                    )
                );
                break;
            case 2:
                // What a killed process leaves of a chunk with a checksum.
                var files = FilesOf(upload);
                files.Doubt(offset);
                await File.AppendAllBytesAsync(files.Archive, [1, 2, 3]);
                break;
            case 3:
                // What one leaves of a chunk without.
                await File.AppendAllBytesAsync(FilesOf(upload).Archive, bytes);
                break;
            case 4:
                Assert.Null(
                    (
                        await SendAsync(
                            upload,
                            new(offset, count, checksum),
                            new MemoryStream(bytes)
                        )
                    ).Error
                );
                break;
            default:
                Assert.Null((await SendAsync(upload, new(offset), new MemoryStream(bytes))).Error);
                break;
        }
    }

    [Fact]
    public async Task Publication_that_died_before_its_end_was_noted_is_found_to_be_its_own()
    {
        var archive = await File.ReadAllBytesAsync(_sample.Tar());
        var upload = await SendAllAsync(archive);
        // An attempt began, committed its rows, and was killed.
        var order = FilesOf(upload).ReadOrder()!;
        FilesOf(upload).Write(order with { Attempts = 1 });
        Assert.True((await _core.PublishAsync(_sample, _sample.Tar(), _caller)).Value.IsNew);

        Assert.Equal(UploadEnd.Created, (await PublishAsync(upload)).End);
        Assert.Equal(UploadEnd.Existing, (await PublishAsync(await SendAllAsync(archive))).End);
        await using var db = await _core.OpenAsync();
        Assert.Equal(1, db.ComponentVersions().Count());
    }

    [Fact]
    public async Task An_upload_is_published_once_however_often_it_is_asked_for()
    {
        var upload = await SendAllAsync(await File.ReadAllBytesAsync(_sample.Tar()));
        var publishing = _core.Get<UploadPublishing>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => publishing.RunAsync(upload.Owner, upload.Id, default))
        );

        var outcome = (await Service.FindAsync(_caller, upload.Id.Text, default)).Value.Outcome!;
        Assert.Equal(
            (UploadEnd.Created, _sample.Name, _sample.Version),
            (outcome.End, outcome.Component, outcome.Version)
        );
        await using var db = await _core.OpenAsync();
        Assert.Single(db.AuditEntries(), e => e.Action == "component.publish");
        Assert.False(FilesOf(upload).HasArchive);
    }

    [Fact]
    public async Task Rights_that_were_taken_away_since_the_last_byte_do_not_publish()
    {
        var upload = await SendAllAsync(await File.ReadAllBytesAsync(_sample.Tar()));
        var other = new Grant(Protocol.Access.Roles.ProjectMaintainer, "qemu");
        await _core
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, "second", null, [other], default);
        var taken = await _core
            .Get<GrantService>()
            .ChangeAsync(Caller.System, _caller.Name, [], [other], default);
        Assert.Null(taken.Error);

        var outcome = await PublishAsync(upload);

        Assert.Equal(
            (UploadEnd.Refused, AccessErrors.Forbidden.Code),
            (outcome.End, outcome.Error!.Code)
        );
    }

    [Fact]
    public async Task A_refusal_carries_every_finding_and_the_text_they_are_in()
    {
        _sample.Write(
            "component.yaml",
            "component: qemu-guest-agent\nversion: none\nlisence: MIT\n"
        );
        var archive = await File.ReadAllBytesAsync(_sample.Tar());

        var outcome = await PublishAsync(
            await SendAllAsync(archive, new(null, null, "qemu", null, null, archive.Length))
        );

        Assert.Equal(
            (UploadEnd.Refused, ComponentErrors.Invalid.Code),
            (outcome.End, outcome.Error!.Code)
        );
        Assert.True(outcome.Error.Findings!.Count > 1);
        Assert.StartsWith("component: qemu-guest-agent\nversion: none\n", outcome.Error.Source);
        Assert.Equal(
            outcome.Error.Findings,
            (await _core.PublishAsync(_sample, _sample.Tar(), _caller)).Error!.Findings!
        );
    }

    [Fact]
    public async Task A_digest_that_was_announced_is_checked()
    {
        var archive = await File.ReadAllBytesAsync(_sample.Tar());
        var wrong = new UploadRequest(null, null, "qemu", null, Digest.Of("x"u8), archive.Length);
        Assert.Equal(
            UploadErrors.DigestMismatch.Code,
            (await PublishAsync(await SendAllAsync(archive, wrong))).Error!.Code
        );

        // In two pieces the digest is not known from receiving them.
        var upload = await BeginAsync(archive, wrong with { Sha256 = Digest.Of(archive) });
        await SendAsync(upload, new(0), new MemoryStream(archive[..1000]));
        var sent = await SendAsync(upload, new(1000), new MemoryStream(archive[1000..]));
        Assert.Equal(UploadEnd.Created, (await PublishAsync(sent.Value)).End);
    }

    [Fact]
    public async Task Limits_are_the_callers_and_the_portals()
    {
        var small = new UploadRequest(null, null, "qemu", null, null, 10);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await Service.CreateAsync(_caller, small, default)).Error);
        }

        var more = await Service.CreateAsync(_caller, small, default);
        Assert.Equal(ResumableErrors.TooMany.Code, more.Error!.Code);
        var other = Uploader("qemu");
        var large = small with { Length = 900_000 };
        Assert.Null((await Service.CreateAsync(other, large, default)).Error);
        var past = await Service.CreateAsync(other, large, default);
        Assert.Equal(ResumableErrors.NoRoom, past.Error);
        var huge = await Service.CreateAsync(other, small with { Length = 900_001 }, default);
        Assert.Equal(UploadErrors.TooLarge.Code, huge.Error!.Code);

        Assert.Null(
            (await Service.EndAsync(_caller, Service.List(_caller)[0].Id.Text, default)).Error
        );
        Assert.Null((await Service.CreateAsync(_caller, small, default)).Error);
    }

    [Fact]
    public async Task Nobody_sees_or_touches_the_upload_of_another()
    {
        var upload = await BeginAsync(new byte[10]);
        var other = Uploader("qemu");

        Assert.Equal(
            ResumableErrors.NotFound,
            (await Service.FindAsync(other, upload.Id.Text, default)).Error
        );
        Assert.Equal(
            ResumableErrors.NotFound,
            (await Service.EndAsync(other, upload.Id.Text, default)).Error
        );
        Assert.Empty(Service.List(other));
        foreach (
            var id in (string[])["", "..", "../" + upload.Id, upload.Id.Text.ToUpperInvariant()]
        )
        {
            Assert.Equal(
                ResumableErrors.NotFound,
                (await Service.FindAsync(_caller, id, default)).Error
            );
        }
    }

    [Fact]
    public async Task What_nobody_goes_on_with_expires_and_is_forgotten_in_the_end()
    {
        var sweep = _core.Get<UploadSweep>();
        var idle = await BeginAsync(new byte[10]);
        var used = await BeginAsync(new byte[10]);
        _core.Clock.Advance(TimeSpan.FromDays(2));
        await SendAsync(used, new(0), new MemoryStream(new byte[4]));
        _core.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(
            ResumableErrors.Gone,
            (await Service.FindAsync(_caller, idle.Id.Text, default)).Error
        );
        await sweep.RunAsync(default);
        Assert.Equal(
            ResumableErrors.Gone,
            (await Service.FindAsync(_caller, idle.Id.Text, default)).Error
        );
        Assert.False(FilesOf(idle).HasArchive);
        Assert.Equal(4, (await Service.StandAsync(_caller, used.Id.Text, default)).Value.Offset);

        _core.Clock.Advance(TimeSpan.FromDays(4));
        await sweep.RunAsync(default);
        Assert.Equal(
            ResumableErrors.NotFound,
            (await Service.FindAsync(_caller, idle.Id.Text, default)).Error
        );
        Assert.False(Directory.Exists(FilesOf(idle).Folder));
        Assert.True(Directory.Exists(FilesOf(used).Folder));
    }

    [Fact]
    public async Task The_collection_leaves_resumable_uploads_alone()
    {
        var upload = await BeginAsync(new byte[10]);
        await SendAsync(upload, new(0), new MemoryStream(new byte[4]));

        await _core.Get<BlobCollection>().RunAsync(Caller.System, dryRun: false, default);

        Assert.Equal(4, (await Service.StandAsync(_caller, upload.Id.Text, default)).Value.Offset);
    }

    [Fact]
    public async Task A_request_that_waits_for_bytes_yields_to_the_one_that_goes_on()
    {
        var upload = await BeginAsync(new byte[10]);
        using var line = new SilentStream([1, 2, 3]);
        var first = SendAsync(upload, new(0), line);
        await line.IsSilent;

        Assert.Equal(3, (await Service.StandAsync(_caller, upload.Id.Text, default)).Value.Offset);
        Assert.Equal(ResumableErrors.Busy.Code, (await first).Error!.Code);
        Assert.Null((await SendAsync(upload, new(3), new MemoryStream([4]))).Error);
    }

    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The line broke.");
        }
    }

    private sealed class SilentStream(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _silent = new();

        public Task IsSilent => _silent.Task;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                _silent.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return read;
        }
    }
}

public sealed class SqliteUploadTests() : UploadSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlUploadTests() : UploadSuite(DatabaseProvider.PostgreSql);
