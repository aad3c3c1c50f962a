using System.Globalization;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Cli.Images;

/// <summary>Keeps the files of archives by digest in a temporary folder of this run, so that a disc can be written from them in any order.</summary>
internal sealed class FileVault : IArchiveSink, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gtp-build-").FullName;
    private int _next;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Opens a file that was kept; the vault is this process's alone, so its bytes are what they were.</summary>
    public Stream Open(Digest digest) => File.OpenRead(PathOf(digest));

    public ValueTask<Stream> CreateFileAsync(
        ContentPath path,
        long length,
        CancellationToken cancellationToken
    )
    {
        var name = $"part-{(_next++).ToString(CultureInfo.InvariantCulture)}";
        return new(File.Create(Path.Combine(_folder, name)));
    }

    public async ValueTask CompleteFileAsync(
        ContentPath path,
        Stream file,
        Digest sha256,
        long length,
        CancellationToken cancellationToken
    )
    {
        await file.FlushAsync(cancellationToken);
        File.Move(((FileStream)file).Name, PathOf(sha256), overwrite: true);
    }

    private string PathOf(Digest digest) => Path.Combine(_folder, digest.Hex);
}
