using System.Net;
using System.Text;
using System.Text.Json;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Client;
using Portal.Protocol.Hosts;

namespace Portal.Cli.Hosts;

/// <summary>
/// Says how this host stands. One report waits at most, the newest: it is kept until the portal has taken it, and sent again byte
/// for byte while nothing has changed.
/// </summary>
internal sealed class HostReporter(Host host, HostSession session)
{
    /// <summary>What an update does not wait for longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ReportFolder _folder = new(session.Folder);

    /// <summary>True when reports are sent.</summary>
    public bool IsOn => _folder.Settings is { IsOn: true };

    /// <summary>Exactly what would be sent now.</summary>
    public byte[] Show() => Make(_folder.Settings);

    /// <summary>Sends a report, or again the one that waits.</summary>
    /// <exception cref="CommandException">This host is not enrolled.</exception>
    /// <exception cref="PortalException">It was not taken.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var settings = _folder.Settings ?? throw NotEnrolled(session.Folder);
        var report = Make(settings);
        _folder.Keep(report);
        using var key = _folder.OpenKey();
        using var client = new PortalClient(
            new PortalClientOptions
            {
                Url = settings.Portal,
                Retries = 1,
                Patience = Patience,
                Time = host.Time,
                Handler = host.Network,
            }
        );
        try
        {
            await client.Hosts.ReportAsync(
                session.Settings.Id,
                report,
                HostSignature.Sign(key, HostSignature.Report, report),
                cancellationToken
            );
        }
        catch (PortalException e) when (e.Status == HttpStatusCode.Conflict)
        {
            // A newer one was taken: there is nothing left to say with this one.
        }
        catch (PortalException e)
            when (e.Status
                    is HttpStatusCode.BadRequest
                        or HttpStatusCode.Forbidden
                        or HttpStatusCode.RequestEntityTooLarge
                        or HttpStatusCode.UnprocessableEntity
            )
        {
            // These bytes will not be taken another time either; the next report is a new one.
            _folder.Drop();
            throw;
        }

        _folder.Write(settings with { Last = Read(report)!.Time });
        _folder.Drop();
    }

    /// <summary>After an update, however it ended: notes it, and says so where reports are on. It never fails the update.</summary>
    /// <returns><c>sent</c>, <c>waits</c> for the next time, <c>refused</c>, or null where there are no reports.</returns>
    public async Task<string?> AfterUpdateAsync(
        UpdateOutcome outcome,
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (!IsOn)
            {
                return null;
            }

            _folder.Write(outcome);
            await SendAsync(cancellationToken);
            return "sent";
        }
#pragma warning disable CA1031 // whatever is wrong with a report, the update is what matters
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            screen.Note($"No report was taken: {e.Message}");
            return _folder.HasWaiting ? "waits" : "refused";
        }
    }

    public static CommandException NotEnrolled(HostFolder folder) =>
        new(
            ExitCodes.NotFound,
            "cli.host.not-enrolled",
            $"This host is not enrolled, and sends no reports ({folder.FullPath}). Enrol it: gtp host enroll --help"
        );

    private byte[] Make(ReportSettings? settings)
    {
        var current = session.Images.Current();
        var outcome = _folder.Outcome;
        var now = host.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var last = settings?.Last?.ToUnixTimeMilliseconds();
        var report = new ReportWire(
            Guid.CreateVersion7(host.Time.GetUtcNow()),
            session.Settings.Id,
            session.Settings.Product,
            session.Settings.Channel,
            typeof(HostReporter).Assembly.GetName().Version!.ToString(3),
            // A clock that was set back does not keep this host from being heard.
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now, last + 1 ?? now)),
            current?.Version,
            current?.Sha256,
            session.Settings.Pinned,
            outcome?.Reason,
            outcome?.Error
        );
        return
            _folder.Waiting is { } waiting
            && Read(waiting) is { } before
            && (last is null || before.Time.ToUnixTimeMilliseconds() > last)
            && report with { Id = before.Id, Time = before.Time } == before
            ? waiting
            : Encoding.UTF8.GetBytes(CliJson.Write(report) + "\n");
    }

    /// <summary>Null for what is none, as of another version of this program.</summary>
    private static ReportWire? Read(byte[] report)
    {
        try
        {
            return JsonSerializer.Deserialize(report, ProtocolJson.Default.ReportWire);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
