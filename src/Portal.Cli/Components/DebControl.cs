using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Portal.Cli.Components;

/// <summary>Name, version and architecture of a Debian package.</summary>
internal sealed record DebControl(
    string Package,
    string Version,
    string? Architecture,
    string? Summary,
    string? Homepage = null
)
{
    private const int MaximumControl = 1 << 20;

    /// <summary>
    /// Reads the control file of a <c>.deb</c> (deb(5): an ar archive whose second member is the tar of the control
    /// files), by xz or zstd where it is compressed by them and they are on this machine; else what the file's name says.
    /// Null when neither tells.
    /// </summary>
    public static DebControl? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return ReadArchive(file) ?? FromName(Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            return FromName(Path.GetFileNameWithoutExtension(path));
        }
    }

    /// <summary><c>name_version_architecture</c>, the colon of an epoch written <c>%3a</c>.</summary>
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

    private static DebControl? ReadArchive(FileStream file)
    {
        Span<byte> magic = stackalloc byte[8];
        file.ReadExactly(magic);
        if (!magic.SequenceEqual("!<arch>\n"u8))
        {
            return null;
        }

        // ar(5): name 16, time 12, owner 6, group 6, mode 8, size 10, "`\n"; members begin at even offsets.
        Span<byte> header = stackalloc byte[60];
        while (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            var name = Encoding.ASCII.GetString(header[..16]).TrimEnd(' ', '/');
            var size = long.Parse(Encoding.ASCII.GetString(header.Slice(48, 10)).TrimEnd());
            if (name.StartsWith("control.tar", StringComparison.Ordinal) && size is >= 0 and <= MaximumControl)
            {
                var bytes = new byte[size];
                file.ReadExactly(bytes);
                return name switch
                {
                    "control.tar" => ReadControl(new MemoryStream(bytes)),
                    "control.tar.gz" => ReadControl(
                        new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)
                    ),
                    "control.tar.xz" => Unpack("xz", bytes) is { } tar ? ReadControl(tar) : null,
                    "control.tar.zst" => Unpack("zstd", bytes) is { } tar ? ReadControl(tar) : null,
                    _ => null,
                };
            }

            file.Position += size + (size & 1);
        }

        return null;
    }

    // .NET has neither of them; Debian has used xz since 2013 and Ubuntu zstd since 2021.
    private static MemoryStream? Unpack(string program, byte[] bytes)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, ["-dc"])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            // A control file fits into a pipe; what is larger is not read to its end, and is none.
            var writing = process.StandardInput.BaseStream.WriteAsync(bytes).AsTask();
            var closing = writing.ContinueWith(
                _ => process.StandardInput.Close(),
                TaskScheduler.Default
            );
            var buffer = new byte[MaximumControl];
            var count = process.StandardOutput.BaseStream.ReadAtLeast(
                buffer,
                buffer.Length,
                throwOnEndOfStream: false
            );
            if (count == buffer.Length)
            {
                process.Kill();
                return null;
            }

            closing.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0 ? new MemoryStream(buffer, 0, count) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static DebControl? ReadControl(Stream tar)
    {
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is { } entry)
        {
            if (
                entry.Name is "./control" or "control"
                && entry is { DataStream: { } data, Length: <= MaximumControl }
            )
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
                        fields.GetValueOrDefault("Description"),
                        fields.GetValueOrDefault("Homepage")
                    )
                    : null;
            }
        }

        return null;
    }

    // deb-control(5): "Field: value" lines; what continues a field begins with a space.
    private static Dictionary<string, string> Fields(StreamReader text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (text.ReadLine() is { } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !char.IsWhiteSpace(line[0]))
            {
                fields.TryAdd(line[..colon], line[(colon + 1)..].Trim());
            }
        }

        return fields;
    }
}
