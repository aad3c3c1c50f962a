using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Portal.Cli.Packages;

/// <summary>What the control data of a Debian package says.</summary>
/// <param name="Architecture">As dpkg spells it; "all" for any.</param>
/// <param name="Depends">What has to be there, as the package says it; null for nothing.</param>
internal sealed record DebControl(
    string Package,
    string Version,
    string? Architecture,
    string? Summary,
    string? Homepage = null,
    string? Depends = null
)
{
    // In bytes, of the control files together, which are scripts and lists of files.
    private const int MaximumControl = 1 << 24;
    private const int MemberHeader = 60;

    /// <summary>Reads the control file (deb(5): an ar archive with a tar of the control files, compressed or not).</summary>
    /// <param name="file">Can be read at any position; stays open.</param>
    /// <exception cref="PackageFormatException">
    /// It is no package, a damaged one, or compressed by what this machine has no program for.
    /// </exception>
    public static DebControl Read(Stream file)
    {
        var (name, bytes) = FindControl(file);
        using var tar = Unpack(name, bytes);
        try
        {
            return ReadControl(tar);
        }
        catch (Exception e)
            when (e is InvalidDataException or IOException or FormatException or ArgumentException)
        {
            // Whatever the tar reader stumbles over is the package's.
            throw new PackageFormatException("Its control files are damaged.");
        }
    }

    /// <summary><c>name_version_architecture</c>, the colon of an epoch written <c>%3a</c>; null for another form.</summary>
    public static DebControl? FromName(string name)
    {
        var parts = name.Split('_');
        return parts.Length is 2 or 3 && parts[0].Length > 0 && parts[1].Length > 0
            ? new DebControl(
                parts[0],
                parts[1].Replace("%3a", ":", StringComparison.OrdinalIgnoreCase),
                parts.Length == 3 ? parts[2] : null,
                null
            )
            : null;
    }

    private static (string Name, byte[] Bytes) FindControl(Stream file)
    {
        Span<byte> magic = stackalloc byte[8];
        file.Position = 0;
        if (
            file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length
            || !magic.SequenceEqual("!<arch>\n"u8)
        )
        {
            throw new PackageFormatException("It is no Debian package.");
        }

        // ar(5): name 16, time 12, owner 6, group 6, mode 8, size 10, "`\n"; members begin at even offsets.
        Span<byte> header = stackalloc byte[MemberHeader];
        while (file.ReadAtLeast(header, MemberHeader, throwOnEndOfStream: false) == MemberHeader)
        {
            var name = Encoding.Latin1.GetString(header[..16]).TrimEnd(' ', '/');
            if (
                !long.TryParse(
                    Encoding.Latin1.GetString(header.Slice(48, 10)).TrimEnd(' '),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var size
                )
                || size > file.Length - file.Position
            )
            {
                throw new PackageFormatException("It is cut off or damaged.");
            }

            if (name.StartsWith("control.tar", StringComparison.Ordinal))
            {
                var bytes =
                    size <= MaximumControl
                        ? new byte[size]
                        : throw new PackageFormatException("Its control files are too large.");
                file.ReadExactly(bytes);
                return (name, bytes);
            }

            file.Position += size + (size & 1);
        }

        throw new PackageFormatException("It has no control files.");
    }

    private static MemoryStream Unpack(string member, byte[] bytes)
    {
        switch (member)
        {
            case "control.tar":
                return new MemoryStream(bytes);
            case "control.tar.gz":
                using (
                    var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)
                )
                {
                    try
                    {
                        return Unpacker.ReadAtMost(gzip, MaximumControl);
                    }
                    catch (InvalidDataException)
                    {
                        throw new PackageFormatException("Its control files are damaged.");
                    }
                }

            // .NET has neither of them; Debian has used xz since 2013 and Ubuntu zstd since 2021.
            case "control.tar.xz":
                return Unpacker.Run("xz", bytes, MaximumControl);
            case "control.tar.zst":
                return Unpacker.Run("zstd", bytes, MaximumControl);
            default:
                throw new PackageFormatException(
                    "Its control files are compressed in an unknown way."
                );
        }
    }

    private static DebControl ReadControl(Stream tar)
    {
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.Name is "./control" or "control" && entry.DataStream is { } data)
            {
                using var text = new StreamReader(data, Encoding.UTF8);
                var fields = Fields(text);
                return
                    fields.TryGetValue("Package", out var package)
                    && fields.TryGetValue("Version", out var version)
                    ? new DebControl(
                        package,
                        version,
                        fields.GetValueOrDefault("Architecture"),
                        // What follows its first line is the long description.
                        fields.GetValueOrDefault("Description")?.Split('\n')[0],
                        fields.GetValueOrDefault("Homepage"),
                        Join(
                            fields.GetValueOrDefault("Pre-Depends"),
                            fields.GetValueOrDefault("Depends")
                        )
                    )
                    : throw new PackageFormatException(
                        "Its control file names neither the package nor its version."
                    );
            }
        }

        throw new PackageFormatException("It has no control file.");
    }

    private static string? Join(params string?[] depends)
    {
        var text = string.Join(
            ", ",
            depends
                .OfType<string>()
                .Select(d => d.Replace('\n', ' ').Trim(' ', ','))
                .Where(d => d.Length > 0)
        );
        return text.Length == 0 ? null : text;
    }

    // deb-control(5): "Field: value" lines; what continues a field begins with white space.
    private static Dictionary<string, string> Fields(StreamReader text)
    {
        var fields = new Dictionary<string, StringBuilder>(StringComparer.OrdinalIgnoreCase);
        StringBuilder? last = null;
        while (text.ReadLine() is { } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.Length > 0 && char.IsWhiteSpace(line[0]))
            {
                last?.Append('\n').Append(line.Trim());
            }
            else if (colon > 0)
            {
                last = new StringBuilder(line[(colon + 1)..].Trim());
                fields.TryAdd(line[..colon], last);
            }
        }

        return fields.ToDictionary(
            field => field.Key,
            field => field.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
    }
}
