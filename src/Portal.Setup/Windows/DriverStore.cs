using System;
using System.Collections.Generic;
using System.IO;

namespace Portal.Setup.Windows;

/// <summary>INF files that Windows has published: copies, under names of its own.</summary>
internal static class DriverStore
{
    public static string Folder { get; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.Windows), "INF");

    public static IList<string> NamesOf(string infPath)
    {
        var names = new List<string>();
        var bytes = File.ReadAllBytes(infPath);
        foreach (var file in new DirectoryInfo(Folder).GetFiles("oem*.inf"))
        {
            if (file.Length == bytes.Length && IsSame(file.FullName, bytes))
            {
                names.Add(file.Name.ToLowerInvariant());
            }
        }

        return names;
    }

    private static bool IsSame(string file, byte[] bytes)
    {
        var other = File.ReadAllBytes(file);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (other[i] != bytes[i])
            {
                return false;
            }
        }

        return true;
    }
}
