using Portal.Cli.Packages;
using Portal.Packaging.DriverDiscs;

namespace Portal.Cli.Components;

/// <summary>Which drivers go to which Windows: by what their INF files say, and by folders named as driver discs name them.</summary>
internal static class DriverGuess
{
    /// <summary>The entries, the narrower first: the first that matches is taken, and has to bring all that fits.</summary>
    /// <param name="drivers">Sorted by their paths.</param>
    public static IEnumerable<GuessedEntry> Entries(IReadOnlyList<PackageFacts> drivers) =>
        GuessedEntry.Merge(
            drivers
                .GroupBy(driver => FolderOf(driver.Path), StringComparer.OrdinalIgnoreCase)
                // What lies in no such folder is for whoever has found nothing there.
                .OrderBy(folder => folder.Key.Length == 0)
                .ThenBy(folder => folder.Key, StringComparer.OrdinalIgnoreCase)
                .SelectMany(folder => folder.Key.Length == 0 ? ByBuild([.. folder]) : Of(folder))
        );

    // In a folder of one Windows the folder decides, and the file says for which architectures.
    private static IEnumerable<GuessedEntry> Of(IGrouping<string, PackageFacts> folder)
    {
        var platforms = WindowsFolders.Platforms(folder.Key)!;
        var when =
            platforms.Count == 1
                ? $"platform: {platforms[0]}"
                : $"platform: [{string.Join(", ", platforms)}]";
        return ByArchitecture<GuessedEntry>(
            folder,
            (architecture, files) => [Entry(when, architecture, files.Select(f => f.Driver.Path))]
        );
    }

    // Across architectures by build, so that entries which differ in the architecture alone come together.
    private static IEnumerable<GuessedEntry> ByBuild(IReadOnlyList<PackageFacts> drivers) =>
        ByArchitecture<(int Build, GuessedEntry Entry)>(
                drivers,
                (architecture, files) =>
                    files
                        .Select(file => file.Build ?? 0)
                        .Distinct()
                        .Select(build =>
                            (
                                Build: build,
                                Entry: Entry(
                                    build == 0
                                        ? "os: windows"
                                        : $"os: windows, build: \">={build}\"",
                                    architecture,
                                    Fitting(files, build)
                                )
                            )
                        )
            )
            .OrderByDescending(found => found.Build)
            .Select(found => found.Entry);

    // Of those that this Windows takes, the one made for the newest, by its name.
    private static IEnumerable<string> Fitting(
        List<(PackageFacts Driver, int? Build)> files,
        int build
    ) =>
        files
            .Where(file => (file.Build ?? 0) <= build)
            .GroupBy(file => Path.GetFileName(file.Driver.Path), StringComparer.OrdinalIgnoreCase)
            .SelectMany(same =>
                same.Where(file => (file.Build ?? 0) == same.Max(f => f.Build ?? 0))
            )
            .Select(file => file.Driver.Path)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<T> ByArchitecture<T>(
        IEnumerable<PackageFacts> drivers,
        Func<string?, List<(PackageFacts Driver, int? Build)>, IEnumerable<T>> entries
    ) =>
        drivers
            .SelectMany(driver =>
                driver.Targets.Count > 0
                    ? Placed(driver)
                    :
                    [
                        (
                            InstallGuess.ArchitectureOf(driver.Path),
                            (Driver: driver, Build: (int?)null)
                        ),
                    ]
            )
            .GroupBy(found => found.Item1, found => found.Item2, StringComparer.Ordinal)
            .OrderBy(group => group.Key is null)
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => entries(group.Key, [.. group]));

    // Copies for each architecture lie in folders that say so, though each file has models for all of them.
    private static IEnumerable<(string?, (PackageFacts Driver, int? Build))> Placed(
        PackageFacts driver
    )
    {
        var place = InstallGuess.ArchitectureOf(driver.Path);
        return driver
            .Targets.Where(target =>
                place is null
                || driver.Targets.All(t => t.Architecture != place)
                || target.Architecture == place
            )
            .Select(target => ((string?)target.Architecture, (driver, target.Build)));
    }

    private static GuessedEntry Entry(
        string when,
        string? architecture,
        IEnumerable<string> files
    ) => new(when, architecture is null ? [] : [architecture], "inf", [.. files]);

    private static string FolderOf(string path) =>
        path.Split('/')[..^1].LastOrDefault(part => WindowsFolders.Platforms(part) is not null)
        ?? "";
}
