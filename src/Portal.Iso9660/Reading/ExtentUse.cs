using System.Runtime.InteropServices;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Reading;

/// <summary>Holds files to the budget of their bytes, and to sharing them wholly or not at all.</summary>
internal sealed class ExtentUse(IsoReadOptions options)
{
    private readonly List<Run> _runs = [];
    private long _budget = options.MaxContentBytes;

    public void AddDirectory(long sector, long length) =>
        Add(new Run(sector * Sector.Size, length, IsDirectory: true));

    /// <exception cref="IsoFormatException"><c>iso.read.content</c>.</exception>
    public void AddFile(FileSections file, long sector)
    {
        _budget -= file.Length;
        if (_budget < 0)
        {
            throw new IsoFormatException(
                "iso.read.content",
                sector,
                $"the files have more than {options.MaxContentBytes} bytes together."
            );
        }

        foreach (var extent in file.Extents)
        {
            Add(new Run(extent.Offset, extent.Length, IsDirectory: false));
        }
    }

    /// <exception cref="IsoFormatException"><c>iso.read.overlap</c>.</exception>
    public void Check()
    {
        _runs.Sort(
            static (a, b) =>
                a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length.CompareTo(b.Length)
        );
        for (var i = 1; i < _runs.Count; i++)
        {
            var (before, run) = (_runs[i - 1], _runs[i]);
            // Sorted by start, and equal up to here, the one before reaches farthest.
            if (run.Start < before.Start + before.Length && run != before)
            {
                throw new IsoFormatException(
                    "iso.read.overlap",
                    run.Start / Sector.Size,
                    run.IsDirectory || before.IsDirectory
                        ? "a file lies on a directory."
                        : "two files share a part of their bytes."
                );
            }
        }
    }

    private void Add(Run run)
    {
        if (!options.AllowOverlaps && run.Length > 0)
        {
            _runs.Add(run);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Run(long Start, long Length, bool IsDirectory);
}
