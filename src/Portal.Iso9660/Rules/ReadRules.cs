namespace Portal.Iso9660.Rules;

/// <summary>Of images that are opened; the reader refuses what cannot be read safely and forgives the rest.</summary>
internal static class ReadRules
{
    public const string Table = """
        iso.read.truncated | ECMA-119 6 | Metadata lie inside the image. | Refused; others give I/O errors.
        iso.read.descriptor | ECMA-119 6.7.1 | There is a primary volume descriptor, and what follows up to a terminator is descriptors. | Refused: this is no ISO 9660 image.
        iso.read.block-size | ECMA-119 8.4.12 | Logical blocks have 2048 bytes. | Refused; Linux reads 512 and 1024 too.
        iso.read.namespace | - | The image has the tree that was asked for. | Refused.
        iso.read.record | ECMA-119 9.1 | Directory records are whole, and directories are directories. | Refused.
        iso.read.extent | ECMA-119 6.4 | Files lie inside the image. | Refused: it was cut short.
        iso.read.overlap | ECMA-119 6.4 | Files share their bytes wholly or not at all, and never with directories. | Refused, unless overlaps are allowed.
        iso.read.interleaved | ECMA-119 6.4.3 | Files are not interleaved. | Refused; Linux ignores the interleaving and gives wrong bytes.
        iso.read.compressed | zisofs | A file that is opened is not compressed. | Refused when opened; Linux expands it.
        iso.read.loop | ECMA-119 6.8.2 | A directory is recorded once. | Refused; others hang.
        iso.read.depth | - | Directories are nested no deeper than allowed. | Refused.
        iso.read.entries | - | There are no more entries than allowed. | Refused.
        iso.read.budget | - | Metadata are no larger than allowed. | Refused.
        iso.read.content | - | Files are no larger together than allowed; shared bytes count each time. | Refused.
        iso.read.system-use | SUSP 4, 5.1 | System Use entries are whole, and their continuations end. | Refused; Linux ignores the rest of the record.
        iso.read.name | RRIP 4.1.4 | A name can be part of a path: not empty, ".", "..", and without / and NUL. | Refused; others may write outside of the target.
        iso.read.duplicate | ECMA-119 7.6 | A path appears once. | Refused; others show one of the two.
        """;
}
