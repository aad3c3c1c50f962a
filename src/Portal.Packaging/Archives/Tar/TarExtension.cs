namespace Portal.Packaging.Archives.Tar;

/// <summary>What headers of types x, g, L and K say about the entry that follows them.</summary>
internal sealed class TarExtension
{
    private const char Pax = 'x';
    private const char GlobalPax = 'g';
    private const char LongName = 'L';
    private const char LongLink = 'K';

    public byte[]? Name { get; private set; }

    public byte[]? Link { get; private set; }

    public long? Size { get; private set; }

    public bool IsSparse { get; private set; }

    public bool IsEmpty { get; private set; } = true;

    private bool HasPax { get; set; }

    public static bool IsExtension(char type) => type is Pax or GlobalPax or LongName or LongLink;

    /// <summary>Takes the bytes that follow such a header.</summary>
    /// <exception cref="ArchiveDefect">They are malformed, or say a thing twice: readers differ in which counts.</exception>
    public void Take(char type, byte[] bytes)
    {
        if (type is GlobalPax)
        {
            // git archive writes its commit as a comment there. Names and sizes for all files make no sense.
            if (PaxRecords.Parse(bytes).IsEssential)
            {
                throw new ArchiveDefect(
                    ArchiveRules.Header,
                    "A global pax header gives a path or size."
                );
            }

            return;
        }

        IsEmpty = false;
        switch (type)
        {
            case LongName:
                Name = Once(Name, Terminated(bytes));
                break;
            case LongLink:
                Link = Once(Link, Terminated(bytes));
                break;
            default:
                TakePax(PaxRecords.Parse(bytes));
                break;
        }
    }

    private void TakePax(PaxRecords records)
    {
        if (HasPax)
        {
            throw new ArchiveDefect(ArchiveRules.Header, "Two pax headers precede one entry.");
        }

        HasPax = true;
        Name = records.Path is null ? Name : Once(Name, records.Path);
        Link = records.LinkPath is null ? Link : Once(Link, records.LinkPath);
        Size = records.Size;
        IsSparse = records.IsSparse;
    }

    private static byte[] Once(byte[]? before, byte[] value) =>
        before is null
            ? value
            : throw new ArchiveDefect(ArchiveRules.Header, "An entry has two long names.");

    /// <summary>GNU ends a long name with NUL; one inside it hides the rest from some readers.</summary>
    private static byte[] Terminated(byte[] bytes) => bytes is [.., 0] ? bytes[..^1] : bytes;
}
