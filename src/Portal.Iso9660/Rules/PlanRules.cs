namespace Portal.Iso9660.Rules;

/// <summary>Of trees, profiles and contents. "Lenient" and "strict" are those of <see cref="IsoStrictness"/>.</summary>
internal static class PlanRules
{
    public const string Table = """
        iso.name.invalid | RRIP 4.1.4 | Every segment of a path is a name other than "." and "..", without NUL. | Refused: no reader could open it.
        iso.name.encoding | RRIP 4.1.4 | A name is whole UTF-16, so that it has a form in UTF-8. | Refused.
        iso.name.too-long | Linux isofs | A name has at most 253 bytes of UTF-8. | Refused: Linux drops the whole piece from 254 bytes on, and two such names collide.
        iso.depth | ECMA-119 6.8.2.1 | At most 12 directories lie in one another. | Refused: beyond, readers that were tried differ, and relocation is read by fewer still.
        iso.path.duplicate | ECMA-119 7.6 | A path is added once. | Refused.
        iso.path.conflict | ECMA-119 6.8 | Nothing lies below a file or a link. | Refused.
        iso.symlink.target | RRIP 4.1.3 | A link's target is not empty and has no NUL. | Refused: Rock Ridge has no form for it.
        iso.symlink.too-long | Linux PATH_MAX, NAME_MAX | A link's target has at most 4095 bytes and each component 255. | Refused: Linux would not resolve it.
        iso.content.length-differs | - | One content has one length. | Refused.
        iso.content.length | - | A content has the length that was declared. | Writing or reading ends with this error; the image would be another.
        iso.content.digest | - | A content whose check was asked for has the SHA-256 that is its id. | Writing ends with this error.
        iso.directories.too-many | ECMA-119 9.4.4 | There are at most 65,535 directories. | Refused: parent numbers of path tables have 16 bits, and Windows reads the path table.
        iso.size | ECMA-119 8.4.8 | The image has at most 2^32 - 1 sectors and less than 2 GiB of metadata. | Refused.
        iso.parts | - | Head, extents and tail of a stored image fit together. | Refused.
        iso.volume-id | ECMA-119 8.4.6 | The label is 1 to 32 of A-Z, 0-9 and _. | Lenient: upper-cased, other characters become _, cut at 32. Strict or empty: refused.
        iso.joliet.volume-id | Joliet | The Joliet label is 1 to 16 printable ASCII characters without * / : ; ? \ | Lenient: other characters become _, cut at 16. Strict or empty: refused.
        iso.identifier | ECMA-119 8.4.5, 8.4.20 to 8.4.22 | System, publisher, preparer and application are a-characters of at most 32 or 128. | Lenient: upper-cased, other characters become _, cut. Strict: refused.
        iso.epoch.range | Linux isofs | Timestamps lie from 1970 to 2038-01-19T03:14:07Z. | Lenient: clamped. Strict: refused. Linux up to 6.1 wraps beyond.
        iso.joliet.renamed | Joliet | Names fit into Joliet: 64 or 103 characters, none of * / : ; ? \ or controls, no trailing dot or space. | Lenient: changed where Joliet is read. Strict: refused.
        iso.joliet.case-collision | Joliet | No two names of a directory differ by case only. | Lenient: the later one is numbered where Joliet is read. Strict: refused. Windows and Linux look Joliet names up without case.
        iso.joliet.symlink | Joliet | Joliet has no symbolic links. | Lenient: left out where Joliet is read. Strict: refused.
        iso.symlink.slashes | RRIP 4.1.3 | A link's target has one slash between components and none behind the last. | Lenient: written so, which leads to the same place. Strict: refused. Rock Ridge keeps components, not slashes.
        iso.symlink.long | libisofs | A link's target has at most 1023 bytes. | Lenient: reported. Strict: refused. xorriso refuses the whole image and isoinfo crashes; Linux, bsdtar and 7z read it.
        iso.depth.deep | ECMA-119 6.8.2.1 | At most 8 levels of directories with the root. | Lenient: reported once a branch. Strict: refused. All readers that were tried read 12.
        iso.path.long | ECMA-119 6.8.2.1 | A path has at most 255 characters in bare ISO 9660. | Lenient: reported. Strict: refused. Old DOS redirectors stop there.
        iso.file.large | ECMA-119 6.4.3 | A file has less than 2 GiB. | Lenient: reported. Strict: refused. From 4 GiB on a file has several sections, which old readers and some firmware do not join.
        iso.root.empty | Linux isofs | The root has at least one entry. | Lenient: reported. Strict: refused. Linux takes an empty primary root for a sign to switch to Joliet.
        """;
}
