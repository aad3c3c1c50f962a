using System.CommandLine;
using System.Globalization;
using Portal.Cli.Shell;
using Portal.Protocol;

namespace Portal.Cli.Hosts;

/// <summary>What changes the images of a host.</summary>
internal static class HostChanges
{
    private const string Nothing = "none";

    public static Command Update(Host host)
    {
        var state = HostSession.StateOption();
        var from = new Option<string?>("--from")
        {
            Description =
                "A bundle or a tree (with tuf/ and download/) that was carried here, in place of the mirrors",
            HelpName = "PATH",
        };
        return new Command(
            "update",
            "Bring this host to what its channel says.\n\n"
                + "Everything is verified before it is used; only contents that no image here has are fetched; the link is "
                + "switched in one step; an image that a running guest has open is not removed. Cut off at any moment, the old "
                + "image or the new one is current, and the next run goes on where this one ended."
        )
        {
            from,
            state,
        }
            .WithExamples("gtp host update\ngtp host update --from /media/usb/guest-tools.tar")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var session = HostSession.Open(invocation, state, invocation.Get(from));
                    using var hold = session.Folder.Lock();
                    var update = new HostUpdate(
                        session.Settings,
                        session.Reader,
                        session.Mirrors,
                        host.Time
                    );
                    var reporter = new HostReporter(host, session);
                    HostOutcome outcome;
                    try
                    {
                        outcome = await update.RunAsync(
                            (wanted, download) =>
                                ProgressView.RunAsync(
                                    invocation.Screen,
                                    $"{wanted.Product} {wanted.Version}",
                                    download
                                ),
                            cancellationToken
                        );
                    }
                    catch (Exception e) when (e is not OperationCanceledException)
                    {
                        await reporter.AfterUpdateAsync(
                            new UpdateOutcome(null, CodeOf(e)),
                            invocation.Screen,
                            cancellationToken
                        );
                        throw;
                    }

                    var report = await reporter.AfterUpdateAsync(
                        new UpdateOutcome(outcome.Looked.Decision.Reason, null),
                        invocation.Screen,
                        cancellationToken
                    );
                    var document = Document(session, outcome, report);
                    invocation.Screen.Result(document, screen => Tell(screen, document));
                }
            );
    }

    public static Command Rollback(Host host)
    {
        var state = HostSession.StateOption();
        return new Command(
            "rollback",
            "Go back to the next lower version that is still here, and stay there.\n\n"
                + "The host is pinned to it, or the next update would take it up again: gtp host pin none ends that. Asks no network."
        )
        {
            state,
        }.Does(
            host,
            (invocation, _) =>
            {
                using var session = HostSession.Open(invocation, state);
                using var hold = session.Folder.Lock();
                var current = session.Images.Current();
                var lower = session
                    .Images.List()
                    .FirstOrDefault(kept =>
                        current is not null
                        && VersionOrder.Instance.Compare(kept.Version, current.Version) < 0
                    );
                if (lower is null)
                {
                    throw new CommandException(
                        ExitCodes.NotFound,
                        "cli.host.no-lower",
                        current is null
                            ? "Nothing is installed yet."
                            : $"No version below {current.Version} is here any more."
                    );
                }

                // The pin first: killed in between, the host stays where it is.
                session.Folder.Write(session.Settings with { Pinned = lower.Version });
                session.Images.PointTo(lower.Version);
                invocation.Screen.Result(
                    new DoneDocument("rolled back", lower.Version),
                    screen =>
                        screen.Line(
                            $"Back from {current!.Version} to {lower.Version}, and pinned there. Follow the channel again: gtp host pin {Nothing}"
                        )
                );
                return Task.CompletedTask;
            }
        );
    }

    public static Command Pin(Host host)
    {
        var version = Parsing.Checked(
            "version",
            $"The version to stay at, or '{Nothing}' to follow the channel again",
            text => text == Nothing || Names.IsReleaseVersion(text),
            $"is neither a release version nor '{Nothing}'."
        );
        var state = HostSession.StateOption();
        return new Command(
            "pin",
            "Stay at a version whatever the channel says; its floor still holds."
        )
        {
            version,
            state,
        }
            .WithExamples($"gtp host pin 4.2\ngtp host pin {Nothing}")
            .Does(
                host,
                (invocation, _) =>
                {
                    using var session = HostSession.Open(invocation, state);
                    using var hold = session.Folder.Lock();
                    var pinned =
                        invocation.Get(version) is var given && given == Nothing ? null : given;
                    session.Folder.Write(session.Settings with { Pinned = pinned });
                    if (pinned is not null && session.Images.Find(pinned) is not null)
                    {
                        session.Images.PointTo(pinned);
                    }

                    invocation.Screen.Result(
                        new DoneDocument(pinned is null ? "unpinned" : "pinned", pinned ?? Nothing),
                        screen =>
                            screen.Line(
                                pinned is null
                                    ? "Follows its channel again, from the next update on."
                                : session.Images.Current()?.Version == pinned
                                    ? $"Stays at {pinned}."
                                : $"{pinned} is not here yet: the next update takes it, where the channel still names it."
                            )
                    );
                    return Task.CompletedTask;
                }
            );
    }

    /// <summary>As the command line says it.</summary>
    private static string CodeOf(Exception failure) =>
        failure switch
        {
            CommandException e => e.Code,
            IOException or UnauthorizedAccessException or InvalidDataException => "cli.file",
            _ => "cli.internal",
        };

    private static HostUpdateDocument Document(
        HostSession session,
        HostOutcome outcome,
        string? report
    ) =>
        new(
            session.Settings.Product,
            session.Settings.Channel,
            outcome.Installed?.Sha256 == outcome.Was?.Sha256 ? "kept" : "updated",
            outcome.Looked.Decision.Reason,
            outcome.Installed?.Version,
            outcome.Installed?.Sha256,
            outcome.Was?.Version,
            outcome.Installed is null ? null : session.Images.Link,
            outcome.Image?.Fetched ?? 0,
            outcome.Image?.Reused ?? 0,
            outcome.Looked.Mirror.Address,
            outcome.Removed,
            outcome.Open,
            report
        );

    private static void Tell(Screen screen, HostUpdateDocument document)
    {
        screen.Line(
            document.Action == "updated"
                ? $"Updated from {document.Before ?? "nothing"} to {document.Version} ({document.Reason}): {Bytes(document.Fetched)} fetched, {Bytes(document.Reused)} were here."
                : $"Keeps {document.Version ?? "nothing"} ({document.Reason})."
        );
        if (document.Path is not null)
        {
            screen.Line(document.Path);
        }

        if (document.Removed.Count > 0)
        {
            screen.Note($"Removed: {string.Join(", ", document.Removed)}.");
        }

        if (document.KeptOpen.Count > 0)
        {
            screen.Note(
                $"Kept because a program has it open: {string.Join(", ", document.KeptOpen)}."
            );
        }
    }

    private static string Bytes(long bytes) =>
        bytes < 1024 * 1024
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB");
}
