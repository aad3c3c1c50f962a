using Microsoft.Win32.SafeHandles;

namespace Portal.Cli.Shell;

/// <summary>What surrounds the command line: streams, environment, clock, network. Tests give another one.</summary>
internal sealed class Host
{
    public required TextWriter Out { get; init; }

    /// <summary>Opens standard output for bytes that are no text.</summary>
    public Func<Stream> OpenOut { get; init; } = OpenStandardOutput;

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>True when a person reads standard output.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>True when a person reads standard error: progress is drawn there.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>True when a person can be asked.</summary>
    public bool InIsTerminal { get; init; }

    public required Func<string, string?> Environment { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Takes the place of sockets; null: real ones.</summary>
    public HttpMessageHandler? Network { get; init; }

    /// <summary>True when a terminal can move its cursor, which bars need.</summary>
    public bool HasCursor => Variable("TERM") is not (null or "dumb");

    /// <summary>Colour is for terminals that can show it and people who want it (https://no-color.org).</summary>
    public bool HasColor => HasCursor && Variable("NO_COLOR") is null;

    public string? Variable(string name) =>
        Environment(name) is { Length: > 0 } value ? value : null;

    /// <summary>The same, with standard output elsewhere.</summary>
    public Host With(TextWriter output) =>
        new()
        {
            Out = output,
            Error = Error,
            In = In,
            ErrorIsTerminal = ErrorIsTerminal,
            InIsTerminal = InIsTerminal,
            Environment = Environment,
            Time = Time,
            Network = Network,
        };

    /// <summary>
    /// The console's own stream takes it for success when nobody reads the other end of a pipe any more; a file's says so.
    /// Where standard output has a position, which is the shell's too, only the console's moves it on.
    /// </summary>
    private static Stream OpenStandardOutput()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var handle = new SafeFileHandle(1, ownsHandle: false);
        var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    public static Host OfProcess() =>
        new()
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            InIsTerminal = !Console.IsInputRedirected,
            Environment = System.Environment.GetEnvironmentVariable,
        };
}
