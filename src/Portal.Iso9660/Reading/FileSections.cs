using Portal.Iso9660.Records;

namespace Portal.Iso9660.Reading;

/// <summary>Gathers a file's sections over its consecutive records (ECMA-119 6.5.1).</summary>
internal sealed class FileSections(ImageBytes image)
{
    private readonly List<IsoEntryExtent> _extents = [];
    private byte[] _identifier = [];
    private byte[] _systemUse = [];

    /// <summary>Of the first section that has any: some tools describe a file once only.</summary>
    public ReadOnlySpan<byte> SystemUse => _systemUse;

    public IReadOnlyList<IsoEntryExtent> Extents => _extents;

    public bool IsEmpty { get; private set; } = true;

    /// <summary>Bytes of all sections.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a record's section; true when it was the last one.</summary>
    public bool Add(RecordView record, long sector)
    {
        if (_systemUse.Length == 0)
        {
            _systemUse = record.SystemUse.ToArray();
        }

        if (record.IsDirectory)
        {
            return IsEmpty ? true : throw Broken(sector);
        }

        if (record.IsInterleaved)
        {
            throw new IsoFormatException(
                "iso.read.interleaved",
                sector,
                "interleaved files are not read."
            );
        }

        if (!IsEmpty && !record.Identifier.SequenceEqual(_identifier))
        {
            throw Broken(sector);
        }

        var (offset, length) = (record.DataSector * Sector.Size, record.DataLength);
        if (length > 0)
        {
            if (offset > image.Length || length > image.Length - offset)
            {
                throw new IsoFormatException(
                    "iso.read.extent",
                    sector,
                    "a file reaches beyond the image's end."
                );
            }

            _extents.Add(new IsoEntryExtent(offset, length));
            Length += length;
        }

        IsEmpty = false;
        _identifier = record.Identifier.ToArray();
        return !record.Flags.HasFlag(FileFlags.MultiExtent);
    }

    private static IsoFormatException Broken(long sector) =>
        new("iso.read.record", sector, "a file's last section is missing.");
}
