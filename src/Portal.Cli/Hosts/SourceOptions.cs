using System.CommandLine;
using System.CommandLine.Parsing;
using Portal.Cli.Shell;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Hosts;

/// <summary>Where a tree comes from, and what is believed of it first: for hosts and for mirrors alike.</summary>
internal static class SourceOptions
{
    public static Option<string[]> Mirrors(bool isRequired = true)
    {
        var mirrors = new Option<string[]>("--mirror")
        {
            Description =
                "Where to fetch from, a portal or a mirror of it; several are tried in turn",
            HelpName = "URL",
            Required = isRequired,
        };
        mirrors.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !IsMirror(t.Value)))
            {
                result.AddError(
                    $"'{token.Value}' is neither a URL with http or https nor an absolute path."
                );
            }
        });
        return mirrors;
    }

    public static Option<string?> Root() =>
        new("--root")
        {
            Description = "The first root that is trusted: 1.root.json, by a way that you trust",
            HelpName = "FILE",
        };

    public static Option<string[]> RootKeys()
    {
        var keys = new Option<string[]>("--root-key")
        {
            Description =
                "In place of --root: the id of a root key; may be given several times, and all have to have signed",
            HelpName = "KEYID",
        };
        keys.Validators.Add(result =>
        {
            foreach (
                var token in result.Tokens.Where(t =>
                    t.Value.Length != 64 || !t.Value.All(char.IsAsciiHexDigit)
                )
            )
            {
                result.AddError($"'{token.Value}' is no key id: it has 64 hexadecimal digits.");
            }
        });
        return keys;
    }

    /// <summary>What was given of the two; null: neither.</summary>
    public static async Task<TrustAnchor?> AnchorAsync(
        Invocation invocation,
        Option<string?> root,
        Option<string[]> keys,
        CancellationToken cancellationToken
    ) =>
        invocation.Get(root) is { } file
            ? TrustAnchor.OfFile(await File.ReadAllBytesAsync(file, cancellationToken))
        : invocation.Get(keys) is { Length: > 0 } ids ? TrustAnchor.OfKeys(ids)
        : null;

    /// <summary>Begins to trust, by the first mirror that has what goes with the anchor.</summary>
    /// <exception cref="CommandException">None has; each one's reason is told.</exception>
    public static async Task TrustAsync(
        TrustStore store,
        TrustAnchor anchor,
        IEnumerable<Mirror> mirrors,
        TimeProvider clock,
        string code,
        CancellationToken cancellationToken
    )
    {
        var refused = new List<string>();
        foreach (var mirror in mirrors)
        {
            try
            {
                await TrustBootstrap.RunAsync(
                    store,
                    anchor,
                    mirror.Metadata,
                    clock,
                    new UpdaterLimits(),
                    cancellationToken
                );
                return;
            }
            catch (TufException e)
            {
                refused.Add(e.Message);
            }
        }

        throw CommandException.Failed(
            code,
            $"Nothing can be trusted yet. {string.Join(" ", refused.Distinct())}"
        );
    }

    private static bool IsMirror(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme is "http" or "https" || Path.IsPathRooted(text));

    /// <summary>Trust begins in one place.</summary>
    public static void RefuseBoth(CommandResult result, Option<string?> root, Option<string[]> keys)
    {
        if (result.GetResult(root) is not null && result.GetResult(keys) is not null)
        {
            result.AddError("--root and --root-key exclude each other.");
        }
    }
}
