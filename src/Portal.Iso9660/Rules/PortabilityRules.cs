namespace Portal.Iso9660.Rules;

/// <summary>Of images that are verified: allowed, and yet not shown alike by all.</summary>
internal static class PortabilityRules
{
    public const string Table = """
        iso.descriptor.partition | ECMA-119 8.6 | There are no volume partition descriptors. | Ignored by all that were tried: what lies there is not seen.
        iso.depth.deep | ECMA-119 6.8.2.1 | Directories are nested at most 8 deep with the root. | Read by all that were tried; the standard's own limit is 8.
        iso.path.long | ECMA-119 6.8.2.1 | A path of bare ISO 9660 names has at most 255 characters. | Old DOS redirectors stop there.
        iso.file.large | ECMA-119 6.4.3 | A file has less than 2 GiB. | Old readers and some firmware fail; from 4 GiB on they show its first section only.
        iso.file.scattered | ECMA-119 6.4.3 | The sections of a file follow each other on the image. | Windows and most tools expect it; Linux does not mind.
        iso.image.tail | - | The image ends where its volume ends, on a sector. | Ignored; what follows belongs to no file (a partition table's copy, or a signature).
        iso.joliet.volume-id | Joliet | The Joliet label begins the label. | Windows shows another label than Linux.
        iso.joliet.name-long | Joliet | A Joliet name has at most 64 characters. | Shown by Windows, Linux and the common tools up to 103; the specification's own limit is 64.
        iso.joliet.differ | Joliet | Joliet refers to the same contents as the primary tree. | Windows shows other files than Linux.
        iso.symlink.long | libisofs | A link's target has at most 1023 bytes. | xorriso refuses the whole image and isoinfo crashes; Linux, bsdtar and 7z read it.
        iso.record.hidden | ECMA-119 9.1.6 | No entry is hidden, and none is an associated file. | Windows hides it, Linux by mount option.
        iso.record.duplicate-version | ECMA-119 7.5 | A file has one version. | Most readers show the newest only.
        iso.slack | - | Bytes of path tables and continuation areas that nothing refers to are zero. | Ignored; they may hide data.
        iso.susp.unknown | SUSP 4 | Entries are of SUSP or RRIP, or extensions in common use. | Ignored.
        iso.volume.id-empty | ECMA-119 8.4.6 | The volume has a label. | Shown without a name.
        """;
}
