using System.CommandLine;

namespace Portal.Cli.Shell;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Url = new("--url")
    {
        Description = "The portal's address (GTP_URL; else the one of 'gtp login')",
        HelpName = "URL",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Answer with one JSON document on standard output",
        Recursive = true,
    };

    public static readonly Option<bool> InsecureHttp = new("--insecure-http")
    {
        Description = "Send the token over plain http to another machine, readable on the way",
        Recursive = true,
    };
}
