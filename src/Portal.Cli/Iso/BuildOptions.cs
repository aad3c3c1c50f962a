using System.CommandLine;
using System.Globalization;
using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Packaging.Locks;

namespace Portal.Cli.Iso;

/// <summary>What an image that is built says of itself, by options.</summary>
internal sealed class BuildOptions
{
    public readonly Option<long?> Epoch = new("--epoch")
    {
        CustomParser = result =>
        {
            if (
                long.TryParse(
                    result.Tokens[0].Value,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var seconds
                )
            )
            {
                return seconds;
            }

            result.AddError(
                $"--epoch is '{result.Tokens[0].Value}', which is no number of seconds."
            );
            return null;
        },
        Description =
            "The time of everything on the image, Unix seconds (default: SOURCE_DATE_EPOCH; else 315532800, 1980-01-01)",
        HelpName = "SECONDS",
    };

    public readonly Option<bool> Lenient = new("--lenient")
    {
        Description = "Leave out sockets, pipes and devices and tell it, instead of refusing",
    };

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Refuse what readers will see differently, instead of telling it",
    };

    private readonly Option<string[]> _accepted = new("--accept")
    {
        Description =
            "With --strict: a rule that does not count, such as iso.joliet.symlink; again for more",
        HelpName = "RULE",
    };

    private readonly Option<string> _joliet = new("--joliet")
    {
        Description =
            "Names for Windows: long has up to 103 characters, standard 64, none leaves them out",
        HelpName = "long|standard|none",
        DefaultValueFactory = _ => "long",
    };

    private readonly Option<string?> _volumeId = new("--volume-id", "-V")
    {
        Description = "The label: at most 32 of A-Z 0-9 _ (default: the folder's name)",
        HelpName = "ID",
    };

    private readonly Option<string?> _jolietVolumeId = new("--joliet-volume-id")
    {
        Description = "The label that Windows shows, at most 16 (default: the label's first 16)",
        HelpName = "ID",
    };

    private readonly Option<string?> _publisher = Text("--publisher", "Who publishes the image");

    private readonly Option<string?> _preparer = Text("--preparer", "Who prepared its contents");

    private readonly Option<string?> _application = Text("--application", "What it is made for");

    public BuildOptions() => _joliet.AcceptOnlyFromAmong("long", "standard", "none");

    public void AddTo(Command command)
    {
        command.Options.Add(_volumeId);
        command.Options.Add(_jolietVolumeId);
        command.Options.Add(Epoch);
        command.Options.Add(_publisher);
        command.Options.Add(_preparer);
        command.Options.Add(_application);
        command.Options.Add(_joliet);
        command.Options.Add(_strict);
        command.Options.Add(_accepted);
        command.Options.Add(Lenient);
    }

    /// <exception cref="CommandException">An accepted rule is none, or nothing is refused anyway.</exception>
    public IsoProfile Profile(Invocation invocation, string folder, long epoch)
    {
        var accepted = invocation.Get(_accepted) ?? [];
        if (accepted.Length > 0 && !invocation.Get(_strict))
        {
            throw CommandException.Usage(
                "--accept says what --strict lets pass; without --strict everything passes."
            );
        }

        foreach (var rule in accepted)
        {
            if (IsoRules.Find(IsoRuleKind.Plan, rule) is null)
            {
                throw CommandException.Usage($"There is no rule '{rule}' of making images.");
            }
        }

        var profile = new IsoProfile(invocation.Get(_volumeId) ?? VolumeIdOf(folder), epoch)
        {
            PublisherId = invocation.Get(_publisher) ?? "",
            PreparerId = invocation.Get(_preparer) ?? "",
            ApplicationId = invocation.Get(_application) ?? "",
            Strictness = invocation.Get(_strict) ? IsoStrictness.Strict : IsoStrictness.Lenient,
            Accepted = accepted,
            Joliet = invocation.Get(_joliet) switch
            {
                "standard" => IsoJoliet.Standard,
                "none" => IsoJoliet.None,
                _ => IsoJoliet.Long,
            },
        };
        return invocation.Get(_jolietVolumeId) is { } joliet
            ? profile with
            {
                JolietVolumeId = joliet,
            }
            : profile;
    }

    private static Option<string?> Text(string name, string description) =>
        new(name)
        {
            Description = $"{description}: at most 128 of A-Z 0-9 _ and punctuation",
            HelpName = "TEXT",
        };

    private static string VolumeIdOf(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var id = string.Concat(
            name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')
        );
        return id.Length == 0 ? "IMAGE"
            : VolumeId.IsValid(id) ? id
            : id[..VolumeId.MaximumLength];
    }
}
