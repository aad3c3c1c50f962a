using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660;

/// <summary>
/// Reads images, ours and other tools', trusted or not. The whole tree is read and checked when opening; contents are
/// read on demand. Lenient where that is harmless (directory lengths, padding); <see cref="IsoVerifier"/> is strict.
/// </summary>
public sealed class IsoReader
{
    private readonly ImageBytes _image;

    private IsoReader(
        ImageBytes image,
        IsoNamespace names,
        string volumeId,
        IReadOnlyList<IsoEntry> entries
    )
    {
        _image = image;
        Namespace = names;
        VolumeId = volumeId;
        Entries = entries;
    }

    /// <summary>The tree that was read.</summary>
    public IsoNamespace Namespace { get; }

    /// <summary>The label that goes with the tree: Joliet has its own, shorter one.</summary>
    public string VolumeId { get; }

    /// <summary>Everything but the root, sorted by path (ordinal).</summary>
    public IReadOnlyList<IsoEntry> Entries { get; }

    /// <summary>Opens an image.</summary>
    /// <param name="stream">Seekable; stays the caller's and must outlive the reader and its streams.</param>
    /// <param name="options">Namespace and budgets.</param>
    /// <exception cref="IsoFormatException">
    /// Not an image, one that breaks a rule (<c>iso.read.*</c>), or one without the namespace asked for.
    /// </exception>
    public static IsoReader Open(Stream stream, IsoReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new IsoReadOptions();
        var image = new ImageBytes(stream, options.MaxMetadataBytes);
        var (primary, joliet) = VolumeReader.Read(image);
        var skip = SystemUseSkip(image, primary);
        var names =
            options.Namespace
            ?? (skip, joliet) switch
            {
                (not null, _) => IsoNamespace.RockRidge,
                (_, not null) => IsoNamespace.Joliet,
                _ => IsoNamespace.Primary,
            };
        if (
            (names == IsoNamespace.RockRidge && skip is null)
            || (names == IsoNamespace.Joliet && joliet is null)
        )
        {
            throw new IsoFormatException(
                "iso.read.namespace",
                Sector.SystemAreaCount,
                $"the image has no {names}."
            );
        }

        var volume = names == IsoNamespace.Joliet ? joliet! : primary;
        var (sector, length) = volume.Root ?? throw BrokenRoot();
        var tree = new TreeReader(image, options, names, skip ?? 0);
        return new IsoReader(image, names, volume.VolumeId, tree.Read(sector, length));
    }

    /// <summary>Opens a file of this image at its first byte; several may be open at once, on any threads.</summary>
    /// <exception cref="IsoFormatException"><c>iso.read.compressed</c>.</exception>
    public Stream OpenFile(IsoEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Kind != IsoEntryKind.File)
        {
            throw new ArgumentException($"'{entry.Path}' is not a file.", nameof(entry));
        }

        return entry.IsCompressed
            ? throw new IsoFormatException(
                "iso.read.compressed",
                entry.Extents.Count == 0 ? 0 : entry.Extents[0].Offset / Sector.Size,
                $"'{entry.Path}' is compressed, and zisofs is not read."
            )
            : new ExtentStream(_image, entry);
    }

    /// <summary>
    /// Rock Ridge is there when the root's "." begins with SP (SUSP 5.3). Returns the bytes to skip in other records.
    /// </summary>
    private static int? SystemUseSkip(ImageBytes image, Volume primary)
    {
        var (sector, _) = primary.Root ?? throw BrokenRoot();
        if (!RecordView.TryRead(image.Block(sector), out var self))
        {
            throw BrokenRoot();
        }

        return RockRidgeStart.Skip(self.SystemUse);
    }

    private static IsoFormatException BrokenRoot() =>
        new("iso.read.record", Sector.SystemAreaCount, "the root directory is broken.");
}
