namespace Portal.Iso9660.Tests.Support;

/// <summary>Where the sources lie.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Portal.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
