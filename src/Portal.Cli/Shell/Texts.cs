using System.Globalization;

namespace Portal.Cli.Shell;

/// <summary>Values as people read them; the same everywhere.</summary>
internal static class Texts
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB"];

    /// <summary>RFC 3339 in UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } value ? Time(value) : null;

    /// <summary>1536 as "1.5 KiB".</summary>
    public static string Bytes(long bytes)
    {
        if (bytes < 1024)
        {
            return Count(bytes, "byte");
        }

        double value = bytes;
        var unit = -1;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary>"1 file", "2 files".</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Comma-separated; null for none.</summary>
    public static string? List(IReadOnlyCollection<string> items) =>
        items.Count == 0 ? null : string.Join(", ", items);

    /// <summary>The first line, as long texts are shown in lists.</summary>
    public static string? FirstLine(string? text) => text?.Split('\n', 2)[0].TrimEnd('\r');
}
