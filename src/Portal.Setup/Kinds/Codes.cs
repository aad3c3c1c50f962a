using System;
using System.Collections.Generic;
using System.Globalization;
using Portal.Setup.Disc;
using Portal.Setup.Machines;
using Portal.Setup.Runs;

namespace Portal.Setup.Kinds;

/// <summary>What the exit codes of Windows' own tools mean. Source: Windows Installer's "Error Codes", "PnPUtil Return Values".</summary>
internal static class Codes
{
    public const long AnotherRuns = 1618;
    public const long NotInstalled = 1605;
    public const long AnotherVersion = 1638;
    public const long NothingToDo = 259;

    private static readonly Dictionary<long, string> Reasons = new()
    {
        [5] = "Windows denied access",
        [1601] = "the Windows Installer service cannot be used",
        [1602] = "it was cancelled",
        [1603] = "the package failed to install",
        [1612] = "the package that it was installed from is not there",
        [1613] = "the package needs a newer Windows Installer",
        [1619] = "the package cannot be opened",
        [1620] = "the package is no package of Windows Installer",
        [1622] = "its log cannot be written",
        [1624] = "its transforms cannot be applied",
        [1625] = "the policy of this system forbids it",
        [1633] = "the package is not for this processor",
        [1635] = "the patch cannot be opened",
        [1638] = "another version of it is installed, which it does not replace",
        [1639] = "msiexec does not understand its switches",
        [1640] = "no installation runs in a Remote Desktop session",
        [1643] = "the policy of this system forbids the patch",
        [1654] = "it is not for this Windows",
    };

    public static bool IsOk(long code, TableRow row) =>
        Has(row.OkCodes, code) || IsRestart(code, row);

    public static bool IsRestart(long code, TableRow row) => Has(row.RestartCodes, code);

    /// <summary>Of a tool that failed.</summary>
    public static Outcome Failure(ToolEnd end)
    {
        if (end.IsTimeout)
        {
            return Outcome.Failed("it took too long and was ended");
        }

        var code = end.Code.ToString(CultureInfo.InvariantCulture);
        if (end.Code == AnotherRuns)
        {
            return Outcome.Failed("another installation is under way", ExitCode.Busy);
        }

        return Outcome.Failed(
            Reasons.TryGetValue(end.Code, out var reason)
                ? reason + " (exit code " + code + ")"
                : "exit code " + code
        );
    }

    /// <summary>Runs until no other installation is in the way, or patience ends.</summary>
    public static ToolEnd Patiently(ComponentRun run, ToolStart start)
    {
        var pause = TimeSpan.FromSeconds(5);
        var waited = TimeSpan.Zero;
        while (true)
        {
            var end = run.Run(start);
            if (end.Code != AnotherRuns || waited >= run.Machine.Patience)
            {
                return end;
            }

            run.Machine.Wait(pause);
            waited += pause;
        }
    }

    private static bool Has(IList<string> list, long code) =>
        list.Contains(code.ToString(CultureInfo.InvariantCulture));
}
