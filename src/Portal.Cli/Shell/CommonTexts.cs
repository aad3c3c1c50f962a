using System.Text;

namespace Portal.Cli.Shell;

/// <summary>What holds for every command: said by the help of gtp itself and by its manual page.</summary>
internal static class CommonTexts
{
    public const string Lists =
        "Lists are tables on a terminal and tab-separated lines without headings when piped.";

    public static readonly IReadOnlyList<(string Word, string Meaning)> ExitCodes =
    [
        ("0", "done"),
        ("1", "failed, or findings"),
        ("2", "the command line is wrong"),
        ("3", "not signed in, or not allowed"),
        ("4", "not found"),
        ("5", "conflict: something else is already there"),
        ("6", "cannot reach the portal"),
        ("130", "cancelled"),
    ];

    public static readonly IReadOnlyList<(string Word, string Meaning)> Environment =
    [
        ("GTP_URL", "the portal's address, unless --url is given"),
        ("GTP_TOKEN", "the token, instead of the one that 'gtp login' stored"),
        ("NO_COLOR", "no colours"),
    ];

    /// <summary>The end of gtp's own help.</summary>
    public static string Footer()
    {
        var text = new StringBuilder("Exit codes:\n");
        foreach (var (code, meaning) in ExitCodes)
        {
            text.Append($"  {code}  {meaning}\n");
        }

        text.Append("\nEnvironment:\n");
        foreach (var (variable, meaning) in Environment)
        {
            text.Append($"  {variable, -9}  {meaning}\n");
        }

        return text.Append('\n').Append(Lists).ToString();
    }
}
