using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol.Rollouts;

namespace Portal.Cli.Hosts;

/// <summary>How a host stands, and what its channel says; neither changes anything but what is trusted.</summary>
internal static class HostQueries
{
    public static Command Status(Host host)
    {
        var state = HostSession.StateOption();
        return new Command(
            "status",
            "Show what is installed and what is followed. Asks no network."
        )
        {
            state,
        }.Does(
            host,
            (invocation, _) =>
            {
                using var session = HostSession.Open(invocation, state);
                var settings = session.Settings;
                var current = session.Images.Current();
                var kept = session.Images.List();
                var reports = new ReportFolder(session.Folder).Settings;
                invocation.Screen.Result(
                    new HostStatusDocument(
                        settings.Product,
                        settings.Channel,
                        settings.Mirrors,
                        settings.Images,
                        settings.Pinned,
                        current,
                        kept,
                        reports is { IsOn: true } ? reports.Portal : null
                    ),
                    screen =>
                    {
                        screen.Fields(
                            ("Follows", $"{settings.Channel} of {settings.Product}"),
                            ("Mirrors", string.Join(", ", settings.Mirrors)),
                            ("Pinned", settings.Pinned),
                            (
                                "Installed",
                                current is null
                                    ? "nothing yet: gtp host update"
                                    : $"{current.Version}, since {current.InstalledAt:yyyy-MM-dd HH:mm} UTC"
                            ),
                            ("ISO", current is null ? null : session.Images.Link),
                            ("SHA-256", current?.Sha256.Hex),
                            (
                                "Others",
                                kept.All(k => k.Version == current?.Version)
                                    ? null
                                    : string.Join(
                                        ", ",
                                        kept.Select(k => k.Version)
                                            .Where(v => v != current?.Version)
                                    )
                            ),
                            (
                                "Reports",
                                reports is null ? null
                                : reports.IsOn ? $"to {reports.Portal}"
                                : "off"
                            )
                        );
                    }
                );
                return Task.CompletedTask;
            }
        );
    }

    public static Command Check(Host host)
    {
        var state = HostSession.StateOption();
        return new Command(
            "check",
            "Ask what the channel says to this host, verified, and which security problems its release fixes. Changes nothing."
        )
        {
            state,
        }
            .WithExamples("gtp host check --json")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var session = HostSession.Open(invocation, state);
                    using var hold = session.Folder.Lock();
                    var installed = session.Images.Current();
                    var look = await session.Reader.LookAsync(installed, cancellationToken);
                    var document = Document(session.Settings, installed, look);
                    invocation.Screen.Result(document, screen => Tell(screen, document));
                }
            );
    }

    private static HostCheckDocument Document(
        HostSettings settings,
        KeptImage? installed,
        ChannelLook look
    ) =>
        new(
            settings.Product,
            settings.Channel,
            look.Pointer.Release.Version,
            look.Pointer.Release.Sha256,
            installed?.Version,
            look.Decision.Action switch
            {
                RolloutAction.TakeRelease => "take-release",
                RolloutAction.TakePrevious => "take-previous",
                _ => "keep",
            },
            look.Decision.Reason,
            look.Wanted?.Version,
            look.Rollout?.Percent,
            look.Rollout?.State,
            look.RolloutProblem ?? look.Rollout?.Reason ?? look.Pointer.Release.Withdrawn,
            look.Pointer.Warnings ?? [],
            look.Mirror.Address,
            look.Expires,
            KnownSecurity.FixedFor(look.Fixes, installed?.Version),
            KnownSecurity.OpenIn(look.Fixes),
            look.FixesProblem
        );

    private static void Tell(Screen screen, HostCheckDocument document)
    {
        screen.Fields(
            ("Channel", $"{document.Channel} of {document.Product}"),
            (
                "Release",
                document.State is null
                    ? document.Version
                    : $"{document.Version}, {document.State} at {document.Percent} %"
            ),
            ("Note", document.Note),
            ("Installed", document.Installed ?? "nothing"),
            (
                "An update",
                document.Takes is null
                    ? $"keeps what is here ({document.Reason})"
                    : $"takes {document.Takes} ({document.Reason})"
            ),
            ("Read from", document.Mirror),
            ("Holds until", $"{document.Expires:yyyy-MM-dd HH:mm} UTC")
        );
        foreach (var fix in document.Fixes)
        {
            screen.Line($"{KnownSecurity.Fixed(document.Version, fix)}.");
        }

        if (document.FixesProblem is { } problem)
        {
            screen.Note($"Warning: what is known of security was refused. {problem}");
        }

        foreach (var open in document.Open)
        {
            screen.Note($"Warning: {KnownSecurity.Open(document.Version, open)}.");
        }

        foreach (var warning in document.Warnings)
        {
            screen.Note($"Warning: {warning}");
        }
    }
}
