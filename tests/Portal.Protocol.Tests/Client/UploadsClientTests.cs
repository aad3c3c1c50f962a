using System.Collections.Concurrent;
using System.Security.Cryptography;
using Portal.Protocol.Client;
using Portal.Protocol.Problems;
using Portal.Protocol.Uploads;
using Portal.Testing;

namespace Portal.Protocol.Tests.Client;

public sealed class UploadsClientTests : IDisposable
{
    private static readonly byte[] Archive = RandomNumberGenerator.GetBytes(300_000);

    private readonly FakePortal _portal = new();
    private readonly HastyTime _time = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task The_token_goes_to_this_portal_whatever_address_the_upload_is_said_to_have()
    {
        _portal.ThenTakes(Created);
        using var client = _portal.Client("gtp_x", _time);

        var made = await PushAsync(client);

        Assert.Equal(UploadStates.Created, made.State);
        Assert.All(
            _portal.Requests,
            request => Assert.Equal("Bearer gtp_x", request.Headers["Authorization"])
        );
        Assert.Equal(Archive, _portal.Requests.ElementAt(1).Body);
    }

    [Fact]
    public async Task A_piece_that_broke_off_goes_on_from_what_the_portal_has()
    {
        _portal
            .ThenCreates()
            .Then(Away)
            .Then(Away)
            .ThenStands(123_456)
            .ThenSaves()
            .ThenJson(Created, ProtocolJson.Default.UploadWire);
        using var client = _portal.Client("gtp_x", _time);
        var progress = new Recorder();
        var waits = new List<string>();

        await PushAsync(client, progress: progress, waiting: (e, _) => waits.Add(e.Message));

        Assert.Equal(
            ["POST", "PATCH", "HEAD", "HEAD", "PATCH", "GET"],
            _portal.Requests.Select(r => r.Method)
        );
        var rest = _portal.Requests.ElementAt(4);
        Assert.Equal("123456", rest.Headers["Upload-Offset"]);
        Assert.Equal(Archive[123_456..], rest.Body);
        Assert.Equal(2, waits.Count);
        Assert.Equal(new TransferProgress(300_000, 300_000), progress.Seen.Last());
        Assert.Contains(new TransferProgress(123_456, 300_000), progress.Seen);
    }

    [Fact]
    public async Task Tries_count_only_as_long_as_they_bring_it_no_further()
    {
        _portal.ThenCreates().Then(Away);
        for (var offset = 1000; offset <= 40_000; offset += 1000)
        {
            _portal.ThenStands(offset).Then(Away);
        }

        _portal.ThenStands(41_000).ThenSaves().ThenJson(Created, ProtocolJson.Default.UploadWire);
        using var client = _portal.Client("gtp_x", _time);

        Assert.Equal(UploadStates.Created, (await PushAsync(client)).State);
    }

    [Fact]
    public async Task A_portal_that_stays_away_is_given_up_on_after_a_while()
    {
        _portal.ThenCreates();
        _portal.Otherwise = Away;
        using var client = _portal.Client("gtp_x", _time);

        var failure = await Assert.ThrowsAsync<PortalException>(() => PushAsync(client));

        Assert.Equal(503, (int)failure.Status!);
        Assert.Equal(22, _portal.Requests.Count);
        Assert.InRange(_time.Waits.Sum(w => w.TotalSeconds), 60, 130);
    }

    [Fact]
    public async Task Only_the_portals_word_counts_bytes_as_kept()
    {
        _portal.ThenCreates().Then(context => FakePortal.EmptyAsync(context, 200));
        using var client = _portal.Client("gtp_x", _time);

        var failure = await Assert.ThrowsAsync<PortalException>(() => PushAsync(client));

        Assert.Equal(PortalFailure.NotAPortal, failure.Failure);
    }

    [Fact]
    public async Task Another_offset_and_another_writer_are_asked_about_and_obeyed()
    {
        _portal
            .ThenCreates()
            .ThenProblem(new ProblemWire(null, null, 409, "No.", "upload.offset-conflict"))
            .ThenStands(10)
            .ThenProblem(new ProblemWire(null, null, 423, "Busy.", "upload.busy"))
            .ThenStands(20)
            .ThenProblem(new ProblemWire(null, null, 410, "Gone.", "upload.gone"))
            .Then(context => FakePortal.EmptyAsync(context, 410))
            .ThenTakes(Created);
        using var client = _portal.Client("gtp_x", _time);
        var begun = 0;

        await PushAsync(client, begun: _ => begun++);

        Assert.Equal(2, begun);
        Assert.Equal(Archive, _portal.Requests.Last(r => r.Method == "PATCH").Body);
    }

    [Fact]
    public async Task What_the_portal_refuses_is_refused_at_once_and_in_its_words()
    {
        _portal
            .Then(context => FakePortal.EmptyAsync(context, 401))
            .ThenProblem(new ProblemWire(null, null, 401, "Expired.", "access.token-expired"));
        using var client = _portal.Client("gtp_x", _time);

        var failure = await Assert.ThrowsAsync<PortalException>(() => PushAsync(client, id: "u1"));

        Assert.Equal(("access.token-expired", 2), (failure.Problem!.Code, _portal.Requests.Count));
    }

    [Fact]
    public async Task The_outcome_is_waited_for_also_through_a_restart()
    {
        _portal
            .ThenCreates()
            .ThenSaves()
            .ThenJson(
                Samples.Upload(UploadStates.Publishing, null),
                ProtocolJson.Default.UploadWire
            );
        for (var i = 0; i < 5; i++)
        {
            _portal.Then(Away);
        }

        _portal.ThenStands(300_000).ThenJson(Created, ProtocolJson.Default.UploadWire);
        _portal.ThenJson(Created, ProtocolJson.Default.UploadWire);
        using var client = _portal.Client("gtp_x", _time);

        Assert.Equal(UploadStates.Created, (await PushAsync(client)).State);
        Assert.Single(_portal.Requests, r => r.Method == "PATCH");
    }

    private static UploadWire Created => Samples.Upload(UploadStates.Created, Digest.Of(Archive));

    private static Task Away(System.Net.HttpListenerContext context) =>
        FakePortal.EmptyAsync(context, 503);

    private static Task<UploadWire> PushAsync(
        PortalClient client,
        string? id = null,
        IProgress<TransferProgress>? progress = null,
        Action<PortalException, TimeSpan>? waiting = null,
        Action<string>? begun = null
    ) =>
        client.Uploads.PushAsync(
            new ResumableUpload(
                new ComponentUpload(
                    () => new MemoryStream(Archive),
                    Archive.Length,
                    "application/x-tar"
                )
            )
            {
                Waiting = waiting,
                Begun = begun,
            },
            id,
            progress,
            CancellationToken.None
        );

    private sealed class Recorder : IProgress<TransferProgress>
    {
        public ConcurrentQueue<TransferProgress> Seen { get; } = new();

        public void Report(TransferProgress value) => Seen.Enqueue(value);
    }
}
