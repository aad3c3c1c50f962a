using Portal.Protocol.Problems;

namespace Portal.Cli.Shell;

/// <summary>Ends a command with a sentence for the person and an exit code for the shell.</summary>
/// <param name="code">Stable and machine-readable, for <c>--json</c>: <c>cli.no-url</c>.</param>
internal sealed class CommandException(
    int exitCode,
    string code,
    string message,
    IReadOnlyList<Finding>? findings = null
) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string Code { get; } = code;

    public IReadOnlyList<Finding> Findings { get; } = findings ?? [];

    public static CommandException Usage(string message) =>
        new(ExitCodes.Usage, "cli.usage", message);

    public static CommandException Failed(
        string code,
        string message,
        IReadOnlyList<Finding>? findings = null
    ) => new(ExitCodes.Failed, code, message, findings);
}
