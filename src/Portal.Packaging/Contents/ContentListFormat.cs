using System.Globalization;
using System.Text;
using Portal.Protocol;

namespace Portal.Packaging.Contents;

/// <summary>
/// The canonical text of a content list. UTF-8, each line ended by one LF, lines sorted by the bytes of the path:
/// <code>
/// guest-tools-content 1
/// file 0644 11 b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9 docs/read me.txt
/// file 0755 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 install.sh
/// link lib/libfoo.so > libfoo.so.1
/// dir spool
/// </code>
/// A path reaches to the end of its line. Nothing is escaped: paths hold no control character, and no '>', so that
/// " > " parts a link from its target. Any change to these bytes is a new number in the first line.
/// </summary>
internal static class ContentListFormat
{
    private const string FirstLine = "guest-tools-content 1";
    private const string Arrow = " > ";

    public static byte[] Write(IEnumerable<ContentEntry> entries)
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        foreach (var entry in entries)
        {
            _ = entry.Kind switch
            {
                ContentKind.File => text.Append(
                    CultureInfo.InvariantCulture,
                    $"file {ModeText(entry)} {entry.Length} {entry.Sha256.Hex} {entry.Path}\n"
                ),
                ContentKind.Symlink => text.Append(
                    CultureInfo.InvariantCulture,
                    $"link {entry.Path}{Arrow}{entry.LinkTarget}\n"
                ),
                ContentKind.Directory => text.Append(
                    CultureInfo.InvariantCulture,
                    $"dir {entry.Path}\n"
                ),
                _ => throw new InvalidOperationException($"No such kind: {entry.Kind}."),
            };
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads lines into entries; that the text is canonical is for the caller to compare.</summary>
    public static List<ContentEntry> Read(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        if (lines[0] != FirstLine || lines[^1].Length != 0)
        {
            throw new FormatException(
                $"A content list begins with '{FirstLine}' and ends with a line feed."
            );
        }

        return
        [
            .. lines[1..^1].Select((line, index) => ReadLine(line) ?? throw Malformed(index + 2)),
        ];
    }

    private static ContentEntry? ReadLine(string line)
    {
        var (kind, rest) = Cut(line, " ");
        switch (kind)
        {
            case "dir":
                return IsPath(rest, out var folder) ? ContentEntry.Directory(folder) : null;
            case "link":
                var (path, target) = Cut(rest, Arrow);
                return IsPath(path, out var link) && target.Length > 0
                    ? ContentEntry.Symlink(link, target)
                    : null;
            case "file":
                return ReadFile(rest.Split(' ', 4));
            default:
                return null;
        }
    }

    private static ContentEntry? ReadFile(string[] fields) =>
        fields is ["0644" or "0755", var length, var sha256, var path]
        && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
        && Digest.TryParse(sha256, out var digest)
        && IsPath(path, out var file)
            ? ContentEntry.File(file, fields[0] == "0755", bytes, digest)
            : null;

    private static bool IsPath(string text, out ContentPath path) =>
        ContentPath.TryParse(text, out path, out _);

    private static (string Before, string After) Cut(string text, string at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + at.Length)..]);
    }

    private static string ModeText(ContentEntry entry) => entry.IsExecutable ? "0755" : "0644";

    private static FormatException Malformed(int line) =>
        new($"Line {line} of the content list cannot be read.");
}
