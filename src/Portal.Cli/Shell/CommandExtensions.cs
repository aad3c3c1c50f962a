using System.CommandLine;
using Portal.Protocol.Client;

namespace Portal.Cli.Shell;

/// <summary>How commands run.</summary>
internal static class CommandExtensions
{
    /// <summary>Sets what the command does. Whatever goes wrong becomes a sentence and an exit code.</summary>
    public static Command Does(
        this Command command,
        Host host,
        Func<Invocation, CancellationToken, Task<int>> action
    )
    {
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(new Invocation(parsed, host), action, cancellationToken)
        );
        return command;
    }

    /// <summary>The same, for what either succeeds or throws.</summary>
    public static Command Does(
        this Command command,
        Host host,
        Func<Invocation, CancellationToken, Task> action
    ) =>
        command.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                await action(invocation, cancellationToken);
                return ExitCodes.Ok;
            }
        );

    private static async Task<int> RunAsync(
        Invocation invocation,
        Func<Invocation, CancellationToken, Task<int>> action,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await action(invocation, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            invocation.Screen.Failure("cli.cancelled", "Cancelled.", ExitCodes.Cancelled);
            return ExitCodes.Cancelled;
        }
        catch (CommandException e)
        {
            invocation.Screen.Failure(e.Code, e.Message, e.ExitCode, e.Findings);
            return e.ExitCode;
        }
        catch (PortalException e)
        {
            var exitCode = ExitCodes.Of(e);
            invocation.Screen.Failure(CodeOf(e), e.Message, exitCode, e.Problem?.Findings);
            return exitCode;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            invocation.Screen.Failure("cli.file", e.Message, ExitCodes.Failed);
            return ExitCodes.Failed;
        }
#pragma warning disable CA1031 // the last line of defence: a person gets a sentence, never a stack trace
        catch (Exception e)
#pragma warning restore CA1031
        {
            invocation.Screen.Failure(
                "cli.internal",
                $"This is a defect of gtp: {e.GetType().Name}: {e.Message}",
                ExitCodes.Failed
            );
            return ExitCodes.Failed;
        }
    }

    /// <summary>The portal's code, or gtp's own where no portal spoke.</summary>
    public static string CodeOf(PortalException e) =>
        e.Problem?.Code ?? "cli." + FailureName(e.Failure);

    private static string FailureName(PortalFailure failure) =>
        failure switch
        {
            PortalFailure.Unreachable => "unreachable",
            PortalFailure.Tls => "tls",
            PortalFailure.TimedOut => "timed-out",
            PortalFailure.Insecure => "insecure-http",
            _ => "not-a-portal",
        };
}
