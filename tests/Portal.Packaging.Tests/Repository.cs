using System.Runtime.CompilerServices;

namespace Portal.Packaging.Tests;

/// <summary>Files of the repository that are no part of a program.</summary>
internal static class Repository
{
    /// <summary>The text of a file.</summary>
    /// <param name="path">Relative to the repository's root.</param>
    public static string Read(string path) =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../..", path));

    private static string Here([CallerFilePath] string path = "") => path;
}
