using System.Globalization;
using System.Text;
using Portal.Guests;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Oracles;

/// <summary>One entry as a mounted image shows it.</summary>
/// <param name="Mode">As in <c>st_mode</c>.</param>
/// <param name="Size">Bytes of a file; 0 for anything else, where it means nothing.</param>
/// <param name="Time">Unix seconds.</param>
/// <param name="Content">A link's target, or the SHA-256 of a file's bytes; of large files only of some blocks.</param>
public sealed record MountedEntry(uint Mode, long Size, long Time, string Content)
{
    /// <summary>Nobody waits for gigabytes to be hashed on an emulated processor.</summary>
    public const long LargeFile = 64 << 20;

    public const int Block = 2048;

    /// <summary>The blocks of a large file that are compared: its ends, and both sides of the first section's end.</summary>
    public static IReadOnlyList<long> Samples(long size) =>
        [0, (0xFFFF_F800 / Block) - 1, 0xFFFF_F800 / Block, size / Block];
}

/// <summary>
/// What a real Linux kernel shows of images of ours, and of one by genisoimage, mounted in every way there is. The guest
/// boots once for all tests of this class.
/// </summary>
public sealed class KernelView : IAsyncLifetime
{
    /// <summary>5 GiB and a byte: two sections, the second of which is no multiple of a sector.</summary>
    public const long LargeLength = (5L << 30) + 1;

    private const string Script = """
        set -eu
        mkdir -p /mnt/disc
        entry() {
            extra=
            if [ -L "$1" ]; then
                extra=$(readlink "$1")
            elif [ -f "$1" ]; then
                size=$(stat -c %s "$1")
                if [ "$size" -lt 67108864 ]; then
                    extra=$(sha256sum <"$1")
                else
                    extra=$(for block in 0 2097150 2097151 $((size / 2048)); do
                        dd if="$1" bs=2048 skip="$block" count=1 2>/dev/null
                    done | sha256sum)
                fi
            fi
            # The name last: it may hold anything but NUL.
            printf '%s\0' "$view" $(stat -c '%f %s %Y' "$1") "$extra" "$1"
        }
        show() {
            view=$1
            mount -t iso9660 -o "$2" "$3" /mnt/disc
            cd /mnt/disc
            find . -mindepth 1 -print0 >/tmp/names
            while IFS= read -r -d '' name; do entry "$name"; done </tmp/names
            cd /
            umount /mnt/disc
        }
        show ours/RockRidge ro /dev/sr0
        show ours/Joliet ro,norock,utf8 /dev/sr0
        show ours/Primary ro,norock,nojoliet /dev/sr0
        show large/RockRidge ro /dev/sr1
        show large/Joliet ro,norock,utf8 /dev/sr1
        show foreign/RockRidge ro /dev/sr2
        show foreign/Joliet ro,norock,utf8 /dev/sr2
        show foreign/Primary ro,norock,nojoliet /dev/sr2
        """;

    private readonly TemporaryFolder _folder = new();
    private Dictionary<string, SortedDictionary<string, MountedEntry>> _views = [];

    /// <summary>Entries by path, of "ours", "large" or "foreign" in one namespace.</summary>
    public SortedDictionary<string, MountedEntry> this[string disc, IsoNamespace names] =>
        _views[$"{disc}/{names}"];

    public string PathOf(string disc) => _folder[$"{disc}.iso"];

    public async Task InitializeAsync()
    {
        await File.WriteAllBytesAsync(PathOf("ours"), KernelTree.Build().Write());
        KernelTree.WriteLarge(PathOf("large"), LargeLength);
        await WriteForeignAsync();
        var result = await new Guest
        {
            Script = Script,
            Discs = [PathOf("ours"), PathOf("large"), PathOf("foreign")],
        }.RunAsync(CancellationToken.None);
        Assert.True(result.ExitCode == 0, result.Console);
        _views = Parse(result.Output);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private static Dictionary<string, SortedDictionary<string, MountedEntry>> Parse(byte[] output)
    {
        var views = new Dictionary<string, SortedDictionary<string, MountedEntry>>();
        var fields = Encoding.UTF8.GetString(output).Split('\0');
        for (var i = 0; i + 6 <= fields.Length; i += 6)
        {
            var mode = uint.Parse(
                fields[i + 1],
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture
            );
            var isFile = (mode & 0xF000) == 0x8000;
            var view = views.TryGetValue(fields[i], out var there)
                ? there
                : views[fields[i]] = new(StringComparer.Ordinal);
            view.Add(
                fields[i + 5]["./".Length..],
                new MountedEntry(
                    mode,
                    isFile ? long.Parse(fields[i + 2], CultureInfo.InvariantCulture) : 0,
                    long.Parse(fields[i + 3], CultureInfo.InvariantCulture),
                    isFile ? fields[i + 4].Split(' ')[0] : fields[i + 4]
                )
            );
        }

        return views;
    }

    /// <summary>With directories so deep that they are moved to RR_MOVED.</summary>
    private async Task WriteForeignAsync()
    {
        var source = _folder["source"];
        OracleTrees.WriteTo(source, KernelTree.Build().WentIn);
        // genisoimage hangs on targets of that length, and gives up on names that Joliet cuts to the same one.
        File.Delete(Path.Combine(source, "l1/long"));
        File.Delete(Path.Combine(source, KernelTree.LongLink));
        File.Delete(Path.Combine(source, new string('y', 252) + "2"));
        await Tool.RunAsync(
            "genisoimage",
            "-quiet",
            "-r",
            "-J",
            "-joliet-long",
            "-V",
            "FOREIGN",
            "-o",
            PathOf("foreign"),
            source
        );
    }
}
