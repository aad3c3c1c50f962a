using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Portal.Trust.OpenPgp;

/// <summary>
/// One run of gpg, gpgv or gpgconf: a cleared environment, arguments as a list, standard output and error read all the
/// time so that the child never blocks on them. Status lines (<c>--status-fd 2</c>) are told apart from messages.
/// </summary>
internal sealed class GpgProcess : IDisposable
{
    // A public keyring of decades is far below; a program that writes more is not one we know.
    private const int MaxOutput = 16 * 1024 * 1024;
    private const int MaxLines = 20;
    private const string StatusPrefix = "[GNUPG:] ";

    private readonly Process _process;
    private readonly Task _output;
    private readonly Task _errors;
    private readonly MemoryStream _collected = new();
    private readonly List<string> _status = [];
    private readonly Queue<string> _messages = new();
    private bool _killed;

    private GpgProcess(Process process)
    {
        _process = process;
        _output = ReadOutputAsync();
        _errors = ReadErrorsAsync();
    }

    /// <summary>The child's standard input.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Name on PATH, or a path.</param>
    /// <param name="home">GNUPGHOME, and HOME, of the child.</param>
    /// <param name="arguments">Passed as they are, no shell.</param>
    /// <exception cref="GpgException">The program is not installed or cannot be run.</exception>
    public static GpgProcess Start(string program, string home, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            WorkingDirectory = Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root
                ? root
                : "/",
        };
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        var path = Environment.GetEnvironmentVariable("PATH");
        info.Environment.Clear();
        info.Environment["PATH"] = string.IsNullOrEmpty(path)
            ? "/usr/local/bin:/usr/bin:/bin"
            : path;
        info.Environment["HOME"] = home;
        info.Environment["GNUPGHOME"] = home;
        info.Environment["LC_ALL"] = "C";
        info.Environment["LANG"] = "C";

        try
        {
            return new GpgProcess(Process.Start(info)!);
        }
        catch (Win32Exception e)
        {
            var package =
                Path.GetFileName(program) == "gpgv"
                    ? "gpgv (Debian, Ubuntu; gnupg2 on Fedora, gnupg elsewhere)"
                    : "gnupg (Debian, Ubuntu; gnupg2 on Fedora)";
            throw new GpgException(
                $"{program} cannot be run: {e.Message}. Install the package {package}.",
                e
            );
        }
    }

    /// <summary>Runs a program to its end without input.</summary>
    public static async Task<GpgResult> RunAsync(
        string program,
        string home,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(program, home, arguments);
        return await process.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the input and waits; a cancelled wait kills the child.</summary>
    public async Task<GpgResult> CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await Input.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The child ended before it read everything; its exit code says why.
            }

            await Task.WhenAll(_output, _errors).WaitAsync(cancellationToken).ConfigureAwait(false);
            await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Kill();
            throw;
        }

        return new GpgResult(_process.ExitCode, _collected.ToArray(), [.. _status], [.. _messages]);
    }

    /// <summary>Kills the child if it still runs; an agent it started lives on.</summary>
    public void Kill()
    {
        if (_killed)
        {
            return;
        }

        _killed = true;
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _collected.Dispose();
    }

    private async Task ReadOutputAsync()
    {
        var buffer = new byte[32 * 1024];
        int read;
        while (
            (
                read = await _process
                    .StandardOutput.BaseStream.ReadAsync(buffer)
                    .ConfigureAwait(false)
            ) > 0
        )
        {
            if (_collected.Length + read > MaxOutput)
            {
                Kill();
                throw new GpgException($"gpg wrote more than {MaxOutput} bytes.");
            }

            _collected.Write(buffer, 0, read);
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(StatusPrefix, StringComparison.Ordinal))
            {
                _status.Add(line[StatusPrefix.Length..]);
                continue;
            }

            _messages.Enqueue(line);
            if (_messages.Count > MaxLines)
            {
                _messages.Dequeue();
            }
        }
    }
}

/// <summary>How a run ended.</summary>
/// <param name="ExitCode">0 when all went well.</param>
/// <param name="Output">Standard output, whole.</param>
/// <param name="Status">Status lines without their prefix, see GnuPG's doc/DETAILS.</param>
/// <param name="Messages">The last lines of standard error that are no status lines.</param>
internal sealed record GpgResult(
    int ExitCode,
    byte[] Output,
    IReadOnlyList<string> Status,
    IReadOnlyList<string> Messages
)
{
    /// <summary>This result, when the run was well.</summary>
    /// <exception cref="GpgException">It was not; the message begins with what could not be done.</exception>
    public GpgResult OrThrow(string failure) =>
        ExitCode == 0 ? this : throw new GpgException(failure, Messages);

    /// <summary>The fields after the keyword of the first status line of that keyword; null when there is none.</summary>
    public string[]? StatusFields(string keyword) =>
        Status
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields.Length > 0 && fields[0] == keyword)
            ?[1..];
}
