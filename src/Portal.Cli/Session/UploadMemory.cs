using System.Security.Cryptography;
using System.Text;
using Portal.Cli.Shell;

namespace Portal.Cli.Session;

/// <summary>
/// The id of an upload that is under way, for the run that goes on with it should this one break off. One file an archive
/// and portal: <c>uploads/KEY</c> beside the configuration, open and locked as long as the push runs.
/// </summary>
internal sealed class UploadMemory : IDisposable
{
    private const int LongestId = 200;

    /// <summary>No portal keeps what broke off for longer.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly FileStream _file;

    private UploadMemory(FileStream file) => _file = file;

    /// <summary>The id that an earlier run left; null: there was none.</summary>
    public string? Id { get; private set; }

    /// <param name="what">All that makes it the same push: portal, archive, name, version, project.</param>
    /// <exception cref="CommandException">Another gtp pushes just this.</exception>
    public static UploadMemory Open(Host host, params ReadOnlySpan<string?> what)
    {
        var folder = Path.Combine(new ConfigurationStore(host).Prepare(), "uploads");
        Directory.CreateDirectory(folder);
        Forget(folder, host.Time.GetUtcNow() - Kept);
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', what!)));
        FileStream file;
        try
        {
            file = new FileStream(
                Path.Combine(folder, Convert.ToHexStringLower(key)[..32]),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException e)
        {
            throw new CommandException(
                ExitCodes.Conflict,
                "cli.push-under-way",
                $"Another gtp pushes this already: {e.Message}"
            );
        }

        var bytes = new byte[LongestId];
        var id = Encoding.ASCII.GetString(
            bytes,
            0,
            file.ReadAtLeast(bytes, LongestId, throwOnEndOfStream: false)
        );
        return new UploadMemory(file)
        {
            // Half a line is what a power cut left.
            Id = id.EndsWith('\n') && id.Length > 1 ? id[..^1] : null,
        };
    }

    public void Remember(string id)
    {
        Id = id;
        _file.SetLength(0);
        _file.Write(Encoding.ASCII.GetBytes(id + "\n"));
        _file.Flush(flushToDisk: true);
    }

    /// <summary>It has ended: there is nothing to go on with.</summary>
    public void Forget()
    {
        Id = null;
        File.Delete(_file.Name);
    }

    public void Dispose()
    {
        if (Id is null)
        {
            File.Delete(_file.Name);
        }

        _file.Dispose();
    }

    private static void Forget(string folder, DateTimeOffset before)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
            {
                File.Delete(path);
            }
        }
    }
}
