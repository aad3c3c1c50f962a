using Portal.Cli.Shell;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Keys;

/// <summary>Keys of the update repository in files: <c>NAME</c>, PKCS#8 of mode 0600, and <c>NAME.pub</c>.</summary>
internal static class KeyFiles
{
    public const string PublicSuffix = ".pub";

    /// <summary>Writes a new key; never over another file.</summary>
    /// <exception cref="CommandException">Something has that name.</exception>
    public static void Write(string path, string privatePem, string publicPem)
    {
        foreach (var taken in new[] { path, path + PublicSuffix }.Where(Path.Exists))
        {
            throw CommandException.Usage(
                $"'{taken}' is there already, and a key is never written over another file."
            );
        }

        Write(path, privatePem, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write(
            path + PublicSuffix,
            publicPem,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.GroupRead
                | UnixFileMode.OtherRead
        );
    }

    /// <exception cref="CommandException">It is no private key, or the passphrase is wrong.</exception>
    public static async Task<TufPrivateKey> ReadAsync(
        string path,
        string? passphraseFile,
        CancellationToken cancellationToken
    )
    {
        var pem = await File.ReadAllTextAsync(path, cancellationToken);
        try
        {
            return TufPrivateKey.FromPem(
                pem,
                await PassphraseAsync(passphraseFile, cancellationToken)
            );
        }
        catch (KeyFolderException e)
        {
            throw CommandException.Failed("cli.key", $"{path}: {e.Message}");
        }
    }

    /// <summary>The first line of the file; null without one.</summary>
    public static async Task<string?> PassphraseAsync(
        string? file,
        CancellationToken cancellationToken
    )
    {
        if (file is null)
        {
            return null;
        }

        var line = (await File.ReadAllLinesAsync(file, cancellationToken)).FirstOrDefault();
        return string.IsNullOrEmpty(line)
            ? throw CommandException.Usage($"The first line of '{file}' is empty: no passphrase.")
            : line;
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var stream = new FileStream(path, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
