using System.Globalization;
using Portal.Cli.Shell;
using Portal.Packaging.Manifests;
using Portal.Packaging.Platforms;

namespace Portal.Cli.Components;

/// <summary>What <c>component lint --matrix --json</c> says of one platform.</summary>
/// <param name="Arch">Canonical name of the architecture.</param>
/// <param name="Entry">Number of the install entry, from 1; null: nothing is installed there.</param>
/// <param name="Line">Where the entry begins in the manifest.</param>
internal sealed record MatrixCellDocument(
    string Platform,
    string Arch,
    int? Entry,
    int? Line,
    string? Kind
);

/// <summary>Shows which install entry each platform gets.</summary>
internal static class MatrixView
{
    public static IReadOnlyList<MatrixCellDocument> Document(ComponentManifest manifest) =>
        [
            .. PlatformMatrix
                .Of(manifest)
                .Cells.Select(cell => new MatrixCellDocument(
                    cell.Platform,
                    cell.Architecture,
                    Number(manifest, cell.Entry),
                    cell.Entry?.Line,
                    cell.Entry?.Kind.Text()
                )),
        ];

    public static void Show(Screen screen, ComponentManifest manifest)
    {
        var matrix = PlatformMatrix.Of(manifest);
        var columns = Architectures
            .All.Where(arch => matrix.Cells.Any(cell => cell.Architecture == arch))
            .ToList();
        screen.Table(
            ["Platform", .. columns],
            [
                .. matrix
                    .Cells.GroupBy(cell => cell.Platform)
                    .Select(row =>
                        (IReadOnlyList<string?>)
                            [
                                row.Key,
                                .. columns.Select(arch =>
                                    Cell(manifest, row.FirstOrDefault(c => c.Architecture == arch))
                                ),
                            ]
                    ),
            ]
        );
        screen.Note("");
        foreach (var (index, entry) in manifest.Install.Index())
        {
            screen.Note(
                $"{index + 1} {entry.Kind.Text()}, line {entry.Line}: {string.Join(", ", entry.Files.Select(f => f.Text))}"
            );
        }

        screen.Note(
            manifest.Install.Count == 0
                ? "It has no install entry: nothing is installed anywhere."
                : "- nothing is installed there."
        );
        if (matrix.Unknown.Count > 0)
        {
            screen.Note(
                $"Not among the platforms known here: {string.Join(", ", matrix.Unknown)}."
            );
        }
    }

    private static string? Cell(ComponentManifest manifest, PlatformCell? cell) =>
        cell is null ? null
        : cell.Entry is { } entry
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Number(manifest, entry)} {entry.Kind.Text()}"
            )
        : "-";

    private static int? Number(ComponentManifest manifest, InstallEntry? entry) =>
        entry is null
            ? null
            : manifest.Install.ToList().FindIndex(e => ReferenceEquals(e, entry)) + 1;
}
