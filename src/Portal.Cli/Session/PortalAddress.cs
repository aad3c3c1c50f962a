using Portal.Cli.Shell;
using Portal.Protocol.Client;

namespace Portal.Cli.Session;

/// <summary>Which portal is meant, and with which token.</summary>
internal sealed record PortalAddress(Uri Url, string? Token)
{
    /// <summary>The code when nothing says which portal is meant.</summary>
    public const string NotNamed = "cli.no-url";

    /// <summary>Options go before the environment, and that before what login stored.</summary>
    public static PortalAddress Find(Host host, string? option, ConfigurationStore store)
    {
        var stored = store.Read();
        var text =
            option
            ?? host.Variable("GTP_URL")
            ?? stored.Url
            ?? throw new CommandException(
                ExitCodes.Usage,
                NotNamed,
                "Which portal? Give --url, set GTP_URL, or sign in with 'gtp login --url URL'."
            );
        var url = Parse(text);
        var token =
            host.Variable("GTP_TOKEN")
            ?? (stored.Tokens.TryGetValue(url.AbsoluteUri, out var known) ? known : null);
        return new PortalAddress(url, token is null ? null : CheckToken(token));
    }

    public static Uri Parse(string text) =>
        PortalClientOptions.TryParseUrl(text, out var url)
            ? url
            : throw CommandException.Usage(
                $"'{text}' is not the address of a portal, such as https://tools.example.org."
            );

    /// <summary>A token goes into a header line: it is one word of visible ASCII.</summary>
    public static string CheckToken(string token) =>
        token.Length is > 0 and <= 4096 && token.All(c => c is > ' ' and <= '~')
            ? token
            : throw CommandException.Usage("That is not a token: it has no spaces or line breaks.");

    /// <summary>Its text does not show the token.</summary>
    public override string ToString() => Url.AbsoluteUri;
}
