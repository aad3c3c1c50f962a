namespace Portal.Architecture;

/// <summary>The repository these tests were built from: its sources and project files.</summary>
internal static class Repository
{
    private static readonly string[] Skipped =
    [
        "bin",
        "obj",
        "node_modules",
        "wwwroot",
        "TestResults",
    ];

    /// <summary>The folder of Portal.sln, above the test's own folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Product sources: src/ and migrations/, without what a tool generated.</summary>
    public static IReadOnlyList<SourceFile> Product { get; } =
    [
        .. Sources("src"),
        .. Sources("migrations").Where(source => source.Folders is not ["Migrations", ..]),
    ];

    public static IReadOnlyList<SourceFile> Tests { get; } = [.. Sources("tests")];

    public static IReadOnlyList<ProjectFile> Projects { get; } =
    [
        .. new[] { "src", "migrations", "tests" }
            .SelectMany(Files)
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => new ProjectFile(path, Read(path))),
    ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<SourceFile> Sources(string folder) =>
        Files(folder)
            .Where(path =>
                path.EndsWith(".cs", StringComparison.Ordinal)
                || path.EndsWith(".razor", StringComparison.Ordinal)
            )
            .Where(path => path.Split('/').Length > 2)
            .Select(path => new SourceFile(path, Read(path)));

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(Skipped.Contains))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"There is no Portal.sln above {AppContext.BaseDirectory}."
        );
    }
}
