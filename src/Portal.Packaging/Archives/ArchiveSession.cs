using System.Text;
using Portal.Packaging.Contents;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Archives;

/// <summary>What the readers of the formats share while one archive is read: findings, tree, limits, sink.</summary>
/// <param name="limits">How much the archive may hold.</param>
/// <param name="sink">Takes the files.</param>
/// <param name="archiveLength">Bytes of the archive, for the ratio.</param>
/// <param name="mayStrip">True when one top folder around everything is taken off.</param>
internal sealed class ArchiveSession(
    ArchiveLimits limits,
    IArchiveSink sink,
    long archiveLength,
    bool mayStrip = true
)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly FindingLog _findings = new(limits.Findings);
    private readonly ContentTree _tree = new();
    private readonly ManifestCapture _manifest = new(limits.ManifestBytes, mayStrip);
    private int _entries;

    public UnpackBudget Budget { get; } = new(limits, archiveLength);

    /// <summary>True once there is a finding: what is read from then on is for more findings only.</summary>
    public bool IsRefused => !_findings.IsEmpty;

    public void Report(Finding finding) => _findings.Add(finding);

    public void Report(ContentRule rule, string message, string? path = null) =>
        Report(rule.Broken(message, path));

    /// <summary>Counts an entry of whatever kind.</summary>
    /// <exception cref="ArchiveDefect">There are too many.</exception>
    public void CountEntry()
    {
        if (++_entries > limits.Entries)
        {
            throw new ArchiveDefect(
                ArchiveRules.EntriesLimit,
                $"The archive holds more than {limits.Entries} files, links and folders."
            );
        }
    }

    /// <summary>Text of the archive; null, with a finding, when the bytes are no UTF-8.</summary>
    public string? ReadText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            var shown = Shown.Bytes(bytes);
            Report(
                new(
                    PathRules.Utf8.Id,
                    $"'{shown}' is not valid UTF-8.",
                    shown,
                    Mend: PathRules.Utf8.Mend
                )
            );
            return null;
        }
    }

    /// <summary>The path of an entry; null, with its findings, when it is not good.</summary>
    public ContentPath? ReadPath(string text)
    {
        var findings = ContentPath.Validate(text);
        foreach (var finding in findings)
        {
            Report(finding);
        }

        return findings.Count == 0 ? ContentPath.Parse(text) : null;
    }

    /// <summary>Takes a link or a folder.</summary>
    public void Add(ContentEntry entry)
    {
        _manifest.See(entry.Path);
        _tree.Add(entry, Report);
    }

    /// <summary>
    /// Begins a file. Its path may be null when it was refused: then the bytes are counted, and go nowhere.
    /// </summary>
    public async ValueTask<FileIntake> OpenFileAsync(
        ContentPath? path,
        bool executable,
        long length,
        CancellationToken cancellationToken
    )
    {
        Budget.Announce(length, path);
        if (
            path is not { } good
            || !_tree.Add(ContentEntry.File(good, executable, length, default), Report)
        )
        {
            return new FileIntake(sink: null, file: null, capture: null, default);
        }

        var capture = _manifest.Open(good, length);
        var file = IsRefused
            ? null
            : await sink.CreateFileAsync(good, length, cancellationToken).ConfigureAwait(false);
        return new FileIntake(sink, file, capture, good);
    }

    /// <summary>Puts the file's digest, and what its bytes told, into the tree.</summary>
    public void Close(ContentEntry entry) => _tree.Replace(entry);

    /// <summary>Reads are over: checks the tree as a whole and makes the result.</summary>
    /// <param name="kind">What the archive is.</param>
    /// <param name="isWhole">False when reading stopped early, so that what is missing may just not have been read.</param>
    public ArchiveResult Complete(ArchiveKind kind, bool isWhole)
    {
        string? top = null;
        ReadOnlyMemory<byte>? manifest = null;
        if (isWhole)
        {
            _tree.Complete(Report);
            (top, manifest) = _manifest.Choose(_tree.Entries, Report);
        }

        var contents = IsRefused ? null : ContentList.FromTree(Strip(top));
        return new(kind, contents, _findings.ToList(), manifest, top);
    }

    private IEnumerable<ContentEntry> Strip(string? top)
    {
        if (top is null)
        {
            return _tree.Entries;
        }

        var folder = ContentPath.Parse(top);
        return _tree
            .Entries.Where(entry => entry.Path != folder)
            .Select(entry => entry.At(entry.Path.RelativeTo(folder)));
    }
}
