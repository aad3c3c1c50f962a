using System.CommandLine;
using System.Globalization;
using Portal.Cli.Components;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Advisories;

namespace Portal.Cli.Advisories;

/// <summary>Looks at advisories.</summary>
internal static class AdvisoryQueries
{
    public static Command List(Host host)
    {
        var component = new Option<string?>("--component")
        {
            Description = "Of this component",
            HelpName = "NAME",
        };
        var id = new Option<string?>("--id")
        {
            Description = "Of this id, of whatever component",
            HelpName = "ID",
        };
        var release = new Option<string?>("--release")
        {
            Description = "Those that a release carries, such as guest-tools/4.3",
            HelpName = "PRODUCT/VERSION",
        };
        var command = new Command("list", "List advisories, last published first.")
        {
            component,
            id,
            release,
        };
        command.Validators.Add(result =>
        {
            if (
                result.GetValue(release) is not null
                && (result.GetValue(component) ?? result.GetValue(id)) is not null
            )
            {
                result.AddError("--release goes without --component and --id.");
            }
        });
        release.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsRelease(token.Value))
            {
                result.AddError($"'{token.Value}' is no release such as guest-tools/4.3.");
            }
        });
        return command
            .WithExamples(
                """
                gtp advisory list --component qemu-guest-agent
                gtp advisory list --release guest-tools/4.3 --json
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.Connect();
                    if (invocation.Get(release)?.Split('/') is [var product, var version])
                    {
                        var carried = await client.Advisories.OfReleaseAsync(
                            product,
                            version,
                            cancellationToken
                        );
                        invocation.Screen.Result(carried, screen => Tell(screen, carried.Items));
                        return;
                    }

                    var found = await client
                        .Advisories.ListAsync(
                            invocation.Get(component),
                            invocation.Get(id),
                            cancellationToken
                        )
                        .ToListAsync(cancellationToken);
                    invocation.Screen.Result(
                        new PageWire<AdvisoryWire>(found, null),
                        screen => Tell(screen, found)
                    );
                }
            );
    }

    public static Command Show(Host host)
    {
        var component = ComponentCommands.ComponentArgument();
        var id = AdvisoryCommands.IdArgument();
        return new Command(
            "show",
            "Show an advisory, and which versions, channels and releases carry it."
        )
        {
            component,
            id,
        }
            .WithExamples("gtp advisory show qemu-guest-agent CVE-2026-1234")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.Connect();
                    var reach = await client.Advisories.ReachAsync(
                        invocation.Get(component),
                        invocation.Get(id),
                        cancellationToken
                    );
                    invocation.Screen.Result(reach, screen => Tell(screen, reach));
                }
            );
    }

    private static bool IsRelease(string text) =>
        text.Split('/') is [var product, var version]
        && Names.IsName(product)
        && Names.IsReleaseVersion(version);

    private static void Tell(Screen screen, IReadOnlyCollection<AdvisoryWire> advisories) =>
        screen.Table(
            ["ID", "SEVERITY", "COMPONENT", "AFFECTED", "FIXED IN", "PUBLISHED", "SUMMARY"],
            [
                .. advisories.Select(a =>
                    (IReadOnlyList<string?>)
                        [
                            a.Id,
                            a.Withdrawn is null ? a.Severity : "withdrawn",
                            a.Component,
                            Texts.List(a.Affected),
                            Texts.List(a.FixedIn),
                            Texts.Time(a.PublishedAt),
                            a.Summary,
                        ]
                ),
            ]
        );

    private static void Tell(Screen screen, IReadOnlyCollection<CarriedAdvisoryWire> carried) =>
        screen.Table(
            ["ID", "SEVERITY", "COMPONENT", "VERSION", "FIXED IN", "SUMMARY"],
            [
                .. carried.Select(c =>
                    (IReadOnlyList<string?>)
                        [
                            c.Advisory.Id,
                            c.Advisory.Severity,
                            c.Advisory.Component,
                            c.Version,
                            c.FixedIn,
                            c.Advisory.Summary,
                        ]
                ),
            ]
        );

    private static void Tell(Screen screen, AdvisoryReachWire reach)
    {
        var advisory = reach.Advisory;
        screen.Fields(
            ("Advisory", advisory.Id),
            ("Component", advisory.Component),
            ("Severity", advisory.Severity),
            ("Summary", advisory.Summary),
            ("Affected", Texts.List(advisory.Affected)),
            ("Fixed in", Texts.List(advisory.FixedIn) ?? "no version yet"),
            ("Link", advisory.Link),
            ("Published", $"{Texts.Time(advisory.PublishedAt)} by {advisory.PublishedBy}"),
            ("Revision", advisory.Revision.ToString(CultureInfo.InvariantCulture)),
            (
                "Withdrawn",
                advisory.Withdrawn is { } w ? $"{Texts.Time(w.At)} by {w.By}: {w.Reason}" : null
            ),
            ("Versions", Texts.List(reach.Affected)),
            ("Without it", Texts.List(reach.Fixed)),
            (
                "Channels",
                Texts.List([
                    .. reach.Channels.Select(c => $"{c.Product}/{c.Channel} ({c.Release})"),
                ])
            ),
            (
                "Releases",
                reach.ReleaseCount == 0
                    ? null
                    : Texts.List([.. reach.Releases.Items.Select(r => $"{r.Product} {r.Release}")])
                        + (
                            reach.Releases.Items.Count < reach.ReleaseCount
                                ? $" and {Texts.Count(reach.ReleaseCount - reach.Releases.Items.Count, "older one")}"
                                : ""
                        )
            ),
            (
                "Hosts",
                Texts.List([
                    .. reach.Hosts.Select(h =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{h.Hosts} with {h.Product} {h.Release}"
                        )
                    ),
                ])
            )
        );
    }
}
