namespace Portal.Packaging.Archives.Tar;

/// <summary>A header together with what the extensions before it say.</summary>
internal sealed class TarEntry
{
    public TarEntry(TarHeader header, TarExtension extension)
    {
        Name = extension.Name ?? header.Name;
        Link = extension.Link ?? header.Link;
        Size = extension.Size ?? header.Size;
        IsSparse = extension.IsSparse;
        Mode = header.Mode;
        Type = header.Type;

        // Readers that know no pax would go on at another place and see other entries than we do.
        if (Size != header.Size && Size <= TarHeader.MaxOctalSize)
        {
            throw new ArchiveDefect(
                ArchiveRules.Size,
                $"The tar header declares {header.Size} bytes, its pax header {Size}.",
                System.Text.Encoding.Latin1.GetString(Name)
            );
        }
    }

    public byte[] Name { get; }

    public byte[] Link { get; }

    public long Size { get; }

    public int Mode { get; }

    public char Type { get; }

    public bool IsSparse { get; }

    /// <summary>Without the "./" that <c>tar -C folder .</c> writes, and without a folder's closing '/'.</summary>
    public string Trim(string name)
    {
        if (name == "." && Type is '5')
        {
            return "";
        }

        var trimmed = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        return Type is '5' && trimmed.EndsWith('/') ? trimmed[..^1] : trimmed;
    }
}
