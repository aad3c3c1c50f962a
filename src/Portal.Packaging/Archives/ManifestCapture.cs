using Portal.Packaging.Contents;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Archives;

/// <summary>
/// Keeps the bytes of <c>component.yaml</c> while the archive goes by: of the one at the root, and of the one in the
/// first top folder, since only the end of the archive tells which of them it is.
/// </summary>
internal sealed class ManifestCapture(int mostBytes, bool mayStrip)
{
    public const string FileName = "component.yaml";

    private readonly Dictionary<string, MemoryStream?> _captured = new(StringComparer.Ordinal);
    private string? _firstTop;

    /// <summary>Notes the first path of the archive, whatever it is.</summary>
    public void See(ContentPath path) => _firstTop ??= path.Value.Split('/', 2)[0];

    /// <summary>A place for the bytes of this file when it may be the manifest and is not too long, else null.</summary>
    public MemoryStream? Open(ContentPath path, long length)
    {
        See(path);
        if (path.Value != FileName && path.Value != $"{_firstTop}/{FileName}")
        {
            return null;
        }

        var capture = length > mostBytes ? null : new MemoryStream((int)length);
        _captured[path.Value] = capture;
        return capture;
    }

    /// <summary>Which top folder is to be stripped, and the manifest's bytes.</summary>
    public (string? Top, ReadOnlyMemory<byte>? Manifest) Choose(
        IReadOnlyCollection<ContentEntry> entries,
        Action<Finding> report
    )
    {
        string? top = null;
        if (!_captured.ContainsKey(FileName))
        {
            var isOneFolder = mayStrip && _firstTop is not null && entries.All(IsInFirstTop);
            if (!isOneFolder || !_captured.ContainsKey($"{_firstTop}/{FileName}"))
            {
                report(ArchiveRules.ManifestMissing.Broken($"There is no file {FileName}."));
                return default;
            }

            top = _firstTop;
        }

        var path = top is null ? FileName : $"{top}/{FileName}";
        if (_captured[path] is { } bytes)
        {
            return (top, bytes.ToArray());
        }

        report(
            ArchiveRules.ManifestLength.Broken(
                $"{FileName} is longer than {mostBytes} bytes.",
                path
            )
        );
        return (top, null);
    }

    private bool IsInFirstTop(ContentEntry entry) =>
        entry.Path.Value == _firstTop
        || entry.Path.Value.StartsWith($"{_firstTop}/", StringComparison.Ordinal);
}
