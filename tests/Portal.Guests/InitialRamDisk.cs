using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Portal.Guests;

/// <summary>Writes an initrd: a cpio archive in the "newc" form, by gzip. The same files give the same bytes.</summary>
internal sealed class InitialRamDisk : IDisposable
{
    private const int Alignment = 4;
    private const int FolderMode = 0x41ED; // drwxr-xr-x
    private const int ProgramMode = 0x81ED; // -rwxr-xr-x

    private readonly GZipStream _gzip;
    private int _inode;
    private long _position;

    public InitialRamDisk(Stream target) =>
        _gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);

    public void AddFolder(string path) => Add(path, FolderMode, []);

    /// <summary>Every file may be run; in a guest of one user that harms nobody.</summary>
    public void AddFile(string path, byte[] content) => Add(path, ProgramMode, content);

    public void Dispose()
    {
        Add("TRAILER!!!", 0, []);
        _gzip.Dispose();
    }

    private void Add(string path, int mode, byte[] content)
    {
        var name = Encoding.UTF8.GetBytes(path);
        int[] fields =
        [
            ++_inode,
            mode,
            0, // uid
            0, // gid
            mode == FolderMode ? 2 : 1, // links
            0, // time
            content.Length,
            0, // device
            0,
            0, // device of a device
            0,
            name.Length + 1,
            0, // checksum, which this form has none of
        ];
        Write(
            Encoding.ASCII.GetBytes(
                "070701"
                    + string.Concat(
                        fields.Select(field => field.ToString("X8", CultureInfo.InvariantCulture))
                    )
            )
        );
        Write([.. name, 0]);
        Pad();
        Write(content);
        Pad();
    }

    private void Pad() => Write(new byte[(Alignment - (_position % Alignment)) % Alignment]);

    private void Write(byte[] bytes)
    {
        _gzip.Write(bytes);
        _position += bytes.Length;
    }
}
