using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Protocol.Problems;

namespace Portal.Cli.Iso;

/// <summary>
/// What an extraction will write, checked against the folder first: it is either refused whole, with every reason, or
/// nothing stands in its way. The image is not trusted: no name leaves the folder and no link is followed.
/// </summary>
internal sealed class ExtractionPlan
{
    private const int BufferSize = 1 << 20;
    private const int Permissions = 0x1FF; // 0777: setuid, setgid and sticky bits are not taken over

    private readonly IsoReader _reader;
    private readonly TargetFolder _target;
    private readonly ILookup<IsoEntryKind, IsoEntry> _entries;

    private ExtractionPlan(IsoReader reader, IEnumerable<IsoEntry> entries, TargetFolder target) =>
        (_reader, _target, _entries) = (reader, target, entries.ToLookup(entry => entry.Kind));

    /// <summary>Of all files that will be written.</summary>
    public long Bytes => _entries[IsoEntryKind.File].Sum(entry => entry.Length);

    /// <param name="reader">The image.</param>
    /// <param name="entries">Those to write; parents need not be among them.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="force">Files and links that are there may be replaced.</param>
    /// <param name="outsideLinks">Links may lead out of the folder.</param>
    /// <exception cref="CommandException">Something is in the way, or would lead out; all of it is named.</exception>
    public static ExtractionPlan Make(
        IsoReader reader,
        IReadOnlyCollection<IsoEntry> entries,
        string folder,
        bool force,
        bool outsideLinks
    )
    {
        var target = new TargetFolder(folder, force);
        var bad = new List<Finding>();
        var taken = new List<Finding>();
        foreach (var entry in entries)
        {
            if (target.NameProblem(entry.Path) is { } problem)
            {
                bad.Add(Of("cli.iso.name", problem, entry));
            }
            else if (
                entry is { Kind: IsoEntryKind.Symlink, LinkTarget: { } link }
                && !outsideLinks
                && LeadsOut(entry.Path, link)
            )
            {
                bad.Add(
                    Of(
                        "cli.iso.link-outside",
                        $"The link leads out of the folder, to '{ShownName.Of(link)}'.",
                        entry
                    )
                );
            }
            else if (target.Obstacle(entry) is { } obstacle)
            {
                taken.Add(Of("cli.iso.exists", obstacle, entry));
            }
        }

        if (bad.Count > 0)
        {
            var links = bad.Exists(finding => finding.Rule == "cli.iso.link-outside");
            throw CommandException.Failed(
                "cli.iso.unsafe",
                $"Nothing was written: {bad.Count} of {entries.Count} entries cannot be written safely."
                    + (links ? " --outside-links writes such links as they are." : ""),
                bad
            );
        }

        return taken.Count == 0
            ? new ExtractionPlan(reader, entries, target)
            : throw new CommandException(
                ExitCodes.Conflict,
                "cli.iso.exists",
                "Nothing was written: something else is already there."
                    + (force ? "" : " --force replaces files and links."),
                taken
            );
    }

    public async Task WriteAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        _target.Create();
        foreach (var folder in _entries[IsoEntryKind.Directory])
        {
            _target.CreateFolder(folder.Path);
        }

        var done = 0L;
        var buffer = new byte[BufferSize];
        // In the order of the image: a disc is read forward.
        foreach (
            var file in _entries[IsoEntryKind.File]
                .OrderBy(file => file.Extents.Count == 0 ? 0 : file.Extents[0].Offset)
        )
        {
            await using var content = _reader.OpenFile(file);
            await _target.WriteFileAsync(
                file.Path,
                content,
                file.ModifiedAt,
                Mode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite),
                buffer,
                count => progress?.Report(done += count),
                cancellationToken
            );
        }

        // Only now, so that nothing could be written through them.
        foreach (var link in _entries[IsoEntryKind.Symlink])
        {
            cancellationToken.ThrowIfCancellationRequested();
            _target.WriteLink(link.Path, link.LinkTarget!);
        }

        // The deepest first: what is written into a folder changes its time.
        foreach (
            var folder in _entries[IsoEntryKind.Directory]
                .OrderByDescending(folder => folder.Path.Length)
        )
        {
            _target.FinishFolder(
                folder.Path,
                folder.ModifiedAt,
                Mode(
                    folder,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                )
            );
        }
    }

    public IsoExtractDocument ToDocument(string image) =>
        new(
            image,
            _target.Root,
            _entries[IsoEntryKind.File].Count(),
            _entries[IsoEntryKind.Directory].Count(),
            _entries[IsoEntryKind.Symlink].Count(),
            Bytes,
            [.. _entries[IsoEntryKind.Special].Select(entry => entry.Path)]
        );

    private static Finding Of(string rule, string message, IsoEntry entry) =>
        new(rule, message, ShownName.Of(entry.Path));

    private static UnixFileMode? Mode(IsoEntry entry, UnixFileMode least) =>
        entry.Mode is { } mode ? (UnixFileMode)(mode & Permissions) | least : null;

    /// <summary>Whether the link could lead out of the folder, whatever other links of the folder are.</summary>
    private static bool LeadsOut(string path, string link)
    {
        if (link.StartsWith('/') || (OperatingSystem.IsWindows() && Path.IsPathRooted(link)))
        {
            return true;
        }

        // Above a link lie real folders only, below its target may lie other links: going up is safe only at first.
        var depth = path.Count(c => c == '/');
        var mayGoUp = true;
        foreach (var segment in link.Split('/', Path.DirectorySeparatorChar))
        {
            if (segment == ".." && (!mayGoUp || --depth < 0))
            {
                return true;
            }

            mayGoUp &= segment is "" or "." or "..";
        }

        return false;
    }
}
