namespace Portal.Iso9660.Rules;

/// <summary>Of images that are verified: what no image may break.</summary>
internal static class VerifyRules
{
    public const string Table = """
        iso.descriptor.identifier | ECMA-119 8.1.2 | Every descriptor up to the terminator says CD001. | Linux reads on, others stop: what follows is not seen.
        iso.descriptor.version | ECMA-119 8.1.3, 8.4.31 | Descriptor and file structure version are 1 (2 in an enhanced descriptor). | Most readers do not look; strict ones refuse the image.
        iso.descriptor.type | ECMA-119 8.1.1 | A descriptor is a boot record, primary, supplementary, a partition or the terminator. | Ignored: a tree that it should describe is not seen.
        iso.descriptor.primary | ECMA-119 6.7.1.1 | There is a primary descriptor; copies of it are identical. | Without one nothing is mounted; of several each reader takes its own.
        iso.descriptor.primary-first | ECMA-119 6.7.1.1 | The primary descriptor is the first, in sector 16. | Boot firmware and small readers look there only.
        iso.descriptor.terminator | ECMA-119 8.3 | A terminator ends the descriptors. | Some readers go on into other data.
        iso.descriptor.supplementary | ECMA-119 8.5.6 | A supplementary descriptor names its character set: Joliet's is the only one in use. | Ignored: the tree behind it is not seen. Linux then shows the bare names to Windows users' surprise.
        iso.descriptor.reserved | ECMA-119 8.2 to 8.5 | Unused and reserved bytes of descriptors are zero. | Ignored by all that were tried; the bytes may hide data.
        iso.descriptor.block-size | ECMA-119 8.4.12 | Logical blocks have 2048 bytes. | Most readers refuse anything else.
        iso.descriptor.set | ECMA-119 8.4.9, 8.4.10, 9.1.9 | The volume set has one volume, and this is it. | Linux refuses files of other volumes.
        iso.descriptor.root | ECMA-119 8.4.18 | The root's record is one of a directory, 34 bytes, without flags of its own. | Nothing is mounted.
        iso.descriptor.numbers | ECMA-119 8.5 | Joliet gives the size, set and block size of the primary descriptor. | Windows believes the one, Linux the other.
        iso.volume.size | ECMA-119 8.4.8 | The image has as many sectors as the volume says. | It was cut short: files at its end give I/O errors. Drives refuse to burn it.
        iso.boot.catalog | El Torito 2.0 | A boot record's catalog lies inside the image and its validation entry adds up. | Firmware does not boot from it.
        iso.both-endian | ECMA-119 7.2.3, 7.3.3 | Both halves of a number say the same. | PCs read the little-endian half, some tools and machines the big-endian one: they see other files.
        iso.a-characters | ECMA-119 7.4.1 | Identifiers of descriptors are a-characters. | Shown as they are, or as other characters.
        iso.d-characters | ECMA-119 7.4.1, 7.5, 7.6 | Label and names are d-characters; a file's has one dot and a version, at most 31 in all before it. | Shown by most; systems without Joliet and Rock Ridge cannot open them.
        iso.date.descriptor | ECMA-119 8.4.26.1 | A descriptor's date is sixteen digits that are a date, and a zone. | Shown as none or as nonsense.
        iso.date.record | ECMA-119 9.1.5 | A record's date is a date, and its zone a quarter hour within 13 hours. | Shown as none or as nonsense.
        iso.date.year | Linux isofs | A date lies before 2038-01-19T03:14:08Z. | Linux up to 6.1 shows a date before 1970.
        iso.path-table.record | ECMA-119 9.4 | Path table records are whole and inside the image, and their pad bytes zero. | Windows finds no directories; Linux does not look.
        iso.path-table.differ | ECMA-119 6.9 | L and M path tables say the same. | PCs read L, some tools and machines M: they find other directories.
        iso.path-table.order | ECMA-119 6.9.1 | Path table records are sorted by level, parent and name, and parents come first. | Windows, which searches by order, misses directories.
        iso.path-table.directories | ECMA-119 6.9 | The path table lists exactly the directories of the tree. | Windows opens other sectors as directories; Linux does not look.
        iso.path-table.optional | ECMA-119 8.4.15, 8.4.17 | An optional path table, if there is one, equals the other. | Read only when the first is damaged.
        iso.directory.too-many | ECMA-119 9.4.4 | There are at most 65,535 directories. | Parent numbers wrap: Windows files directories below others.
        iso.directory.length | ECMA-119 6.8.1.3 | A directory's length is a multiple of 2048, and not 0. | Linux and Windows read on to the sector's end; some tools miss the last records.
        iso.directory.loop | ECMA-119 6.8.2 | A directory is recorded once. | Tools that descend hang or list without end.
        iso.directory.dots | ECMA-119 6.8.2.2 | The first two records are the directory itself and its parent, with their places and lengths. | ".." leads elsewhere; Rock Ridge is not recognised when the root's is wrong.
        iso.directory.order | ECMA-119 9.3 | Records are sorted. | Readers that search by order do not find the file: it is listed and cannot be opened.
        iso.directory.duplicate | ECMA-119 7.5, 7.6 | No two entries of a directory have the same name. | One of the two is never opened.
        iso.directory.padding | ECMA-119 6.8.1.1 | Bytes after a sector's last record are zero. | Taken for a record by some, ignored by others; they may hide data.
        iso.record.shape | ECMA-119 6.8.1.1, 9.1 | A record ends in its sector, and its parts fit into it. | Linux stops listing the directory there.
        iso.record.odd | ECMA-119 9.1.13 | Records have even lengths, and their pad bytes are zero. | Ignored by most.
        iso.record.flags | ECMA-119 9.1.6 | Reserved flags are zero, directories have no file's flags, and record and protection flags need an extended attribute record. | Files vanish or are joined to others.
        iso.record.interleaved | ECMA-119 9.1.7, 9.1.8 | Files are not interleaved. | Linux ignores the interleaving and gives wrong bytes.
        iso.record.attributes | ECMA-119 9.5 | An extended attribute record, if a record says that there is one, is there. | The file begins a sector too late.
        iso.file.sections | ECMA-119 6.5.1 | All sections of a file but the last fill their sectors, and the last ends it. | Linux joins the next file to it, or ends the file early.
        iso.extent.outside | ECMA-119 6.4, 8.4.8 | Every extent lies inside the volume and the image. | I/O errors.
        iso.extent.metadata | ECMA-119 6.4 | No file lies on metadata, and no metadata on others. | The file's bytes are those of directories; writing tools destroy one with the other.
        iso.extent.overlap | ECMA-119 6.4 | Files share their bytes wholly or not at all. | Read without complaint: two files show each other's bytes.
        iso.root.empty | Linux isofs | The primary root is not empty where Joliet's is not. | Linux drops Rock Ridge and shows the Joliet tree.
        iso.joliet.escape | ECMA-119 8.5.6 | Joliet's escape sequence is followed by zeros. | Taken by Linux and Windows; strict readers see no Joliet.
        iso.joliet.flags | ECMA-119 8.5.3 | The volume flags of Joliet are zero. | Ignored by all that were tried.
        iso.joliet.text | Joliet | Identifiers of the Joliet descriptor are UCS-2 without controls and * / : ; ? \ | Shown as other characters.
        iso.joliet.name | Joliet | A Joliet name is UCS-2, has at most 103 characters and none of * / : ; ? \ or controls. | Windows cannot open it.
        iso.joliet.case-collision | Joliet | No two Joliet names of a directory differ by case only. | Windows and Linux open the first for both.
        iso.susp.sp | SUSP 5.3 | SP begins the root's "." record and stands nowhere else. | Linux and others see no Rock Ridge: bare names, no links.
        iso.susp.er | SUSP 5.5 | ER on the root's "." names Rock Ridge. | Linux prefers Joliet, and without it shows bare names.
        iso.susp.ce | SUSP 5.1 | A continuation lies within one sector of the image, and a chain of them ends within 32. | Linux ignores the rest of the record: the name or the link's target is lost.
        iso.susp.overlap | SUSP 5.1 | Continuations share their bytes wholly or not at all. | One of two records reads the other's bytes.
        iso.susp.entry | SUSP 4.1 | Entries have version 1 and lengths that fit; ST ends them where four bytes or more are left, which are zeros. | Linux ignores the rest of the record.
        iso.rr.px | RRIP 4.1.1 | Every record has one PX of 36 or 44 bytes, which agrees with it on whether this is a directory. | Linux gives default modes, or refuses to open the entry.
        iso.rr.tf | RRIP 4.1.6 | TF is as long as its stamps, and they are dates. | The record's own date is shown, or nonsense.
        iso.rr.nm | RRIP 4.1.4 | NM gives every entry a name of 1 to 253 bytes without / and NUL, in pieces that say whether they go on. | Linux shows the bare name, cuts it, or drops the entry; two names of 254 bytes and more collide.
        iso.rr.duplicate | RRIP 4.1.4 | No two entries of a directory have the same Rock Ridge name. | Linux opens the first for both.
        iso.rr.sl | RRIP 4.1.3 | SL stands on links and only there, and its components are whole and end. | The link leads elsewhere, or is shown as a file.
        iso.rr.relocation | RRIP 4.1.5 | CL, PL and RE of a moved directory point at each other. | The directory is lost, or appears in the wrong place.
        """;
}
