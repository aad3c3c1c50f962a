using System.CommandLine;
using System.Globalization;
using Portal.Cli.Components;
using Portal.Cli.Shell;
using Portal.Protocol.Advisories;

namespace Portal.Cli.Advisories;

/// <summary>Advisories: security problems of component versions, told after the fact.</summary>
internal static class AdvisoryCommands
{
    public static Command Build(Host host) =>
        new(
            "advisory",
            "Advisories: tell of security problems of components, and what carries them."
        )
        {
            Add(host),
            Change(host),
            AdvisoryQueries.List(host),
            AdvisoryQueries.Show(host),
            Withdraw(host),
        };

    public static Argument<string> IdArgument() =>
        Parsing.Checked(
            "id",
            "Such as CVE-2026-1234, or an id of your own",
            text =>
                text is { Length: >= 3 and <= 64 }
                && char.IsAsciiLetterOrDigit(text[0])
                && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'),
            "is no id: it begins with a letter or digit and has 3 to 64 of A-Z a-z 0-9 . _ -"
        );

    private static Option<string[]> Affected(bool required) =>
        new("--affected")
        {
            Description = "A range of affected versions, '>=7 <7.2.22-2' or '*'; may be repeated",
            HelpName = "RANGE",
            Required = required,
        };

    private static Option<string[]> FixedIn() =>
        new("--fixed-in")
        {
            Description = "A version that has the fix; may be repeated",
            HelpName = "VERSION",
        };

    private static Option<string?> Severity(bool required)
    {
        var option = new Option<string?>("--severity")
        {
            Description = "low, medium, high or critical",
            HelpName = "WORD",
            Required = required,
        };
        option.AcceptOnlyFromAmong([.. Severities.All]);
        return option;
    }

    private static Option<string?> Summary(bool required) =>
        new("--summary")
        {
            Description = "One sentence: what can happen, and to whom",
            HelpName = "TEXT",
            Required = required,
        };

    private static Option<string?> Link() =>
        new("--link") { Description = "Where more is said, https", HelpName = "URL" };

    private static Option<long?> IfRevision() =>
        new("--if-revision")
        {
            Description = "Only if the advisory is still at this revision, as 'show' tells it",
            HelpName = "N",
        };

    private static Command Add(Host host)
    {
        var component = ComponentCommands.ComponentArgument();
        var id = IdArgument();
        var affected = Affected(required: true);
        var fixedIn = FixedIn();
        var severity = Severity(required: true);
        var summary = Summary(required: true);
        var link = Link();
        return new Command(
            "add",
            "Tell of a security problem of a component. It shows on every version, release and channel that carries it."
        )
        {
            component,
            id,
            affected,
            fixedIn,
            severity,
            summary,
            link,
        }
            .WithExamples(
                """
                gtp advisory add qemu-guest-agent CVE-2026-1234 --affected "<7.2.22-2" --fixed-in 7.2.22-2 --severity high --summary "a guest reads files of the host"
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var added = await client.Advisories.AddAsync(
                        invocation.Get(component),
                        new AdvisoryCreateWire(
                            invocation.Get(id),
                            invocation.Get(affected) ?? [],
                            invocation.Get(severity)!,
                            invocation.Get(summary)!,
                            invocation.Get(fixedIn),
                            invocation.Get(link)
                        ),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        added.Advisory,
                        screen => screen.Line(Told("Published", added.Advisory))
                    );
                }
            );
    }

    private static Command Change(Host host)
    {
        var component = ComponentCommands.ComponentArgument();
        var id = IdArgument();
        var affected = Affected(required: false);
        var fixedIn = FixedIn();
        var severity = Severity(required: false);
        var summary = Summary(required: false);
        var link = Link();
        var revision = IfRevision();
        return new Command("change", "Change what an advisory says; what is not named stays.")
        {
            component,
            id,
            affected,
            fixedIn,
            severity,
            summary,
            link,
            revision,
        }
            .WithExamples("gtp advisory change qemu-guest-agent CVE-2026-1234 --fixed-in 7.2.22-2")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var (of, name) = (invocation.Get(component), invocation.Get(id));
                    var there = await client.Advisories.GetAsync(of, name, cancellationToken);
                    var now = there.Advisory;
                    var changed = await client.Advisories.UpdateAsync(
                        of,
                        name,
                        new AdvisoryUpdateWire(
                            Given(invocation.Get(affected)) ?? now.Affected,
                            invocation.Get(severity) ?? now.Severity,
                            invocation.Get(summary) ?? now.Summary,
                            Given(invocation.Get(fixedIn)) ?? now.FixedIn,
                            invocation.Get(link) ?? now.Link
                        ),
                        Tag(invocation.Get(revision)) ?? there.Tag,
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        changed.Advisory,
                        screen => screen.Line(Told("Changed", changed.Advisory))
                    );
                }
            );
    }

    private static Command Withdraw(Host host)
    {
        var component = ComponentCommands.ComponentArgument();
        var id = IdArgument();
        var revision = IfRevision();
        var reason = new Option<string>("--reason")
        {
            Description = "Why, shown to everybody",
            HelpName = "TEXT",
            Required = true,
        };
        return new Command(
            "withdraw",
            "Withdraw an advisory that was none after all. It stays to be read, and this cannot be taken back."
        )
        {
            component,
            id,
            reason,
            revision,
        }
            .WithExamples(
                "gtp advisory withdraw qemu-guest-agent CVE-2026-1234 --reason \"not in our build\""
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var (of, name) = (invocation.Get(component), invocation.Get(id));
                    var tag =
                        Tag(invocation.Get(revision))
                        ?? (await client.Advisories.GetAsync(of, name, cancellationToken)).Tag;
                    var withdrawn = await client.Advisories.WithdrawAsync(
                        of,
                        name,
                        new AdvisoryWithdrawWire(invocation.Get(reason)!),
                        tag,
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        withdrawn.Advisory,
                        screen => screen.Line(Told("Withdrew", withdrawn.Advisory))
                    );
                }
            );
    }

    private static string Told(string done, AdvisoryWire advisory) =>
        $"{done} {advisory.Id} of {advisory.Component}.";

    private static string[]? Given(string[]? values) => values is { Length: > 0 } ? values : null;

    private static string? Tag(long? revision) =>
        revision is { } known ? string.Create(CultureInfo.InvariantCulture, $"\"{known}\"") : null;
}
