using System.Globalization;

namespace Portal.Parts;

/// <summary>Numbers and times as pages say them. The same everywhere: no locale, UTC.</summary>
public static class Display
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>To read: <c>298 MiB</c>, <c>1.9 MiB</c>, <c>41 KiB</c>, <c>811 bytes</c>.</summary>
    public static string Size(long bytes)
    {
        double value = bytes;
        var unit = 0;
        // Not 1024 KiB but 1.0 MiB: what rounds to the next unit is said in it.
        while (Math.Abs(value) >= (unit == 0 ? 1024 : 1023.5) && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0
            ? Bytes(bytes)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{value.ToString(Math.Abs(value) < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture)} {Units[unit]}"
            );
    }

    /// <summary>To verify: <c>312,475,648 bytes</c>.</summary>
    public static string Bytes(long bytes) => $"{Count(bytes)} {(bytes == 1 ? "byte" : "bytes")}";

    /// <summary><c>2,206</c></summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 file</c>, <c>2,206 files</c>; a plural that is not the word and an s is given.</summary>
    public static string Count(long number, string one, string? many = null) =>
        $"{Count(number)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary><c>6 s</c>, <c>2 min</c>, <c>3 h</c>; below ten seconds with one digit: <c>0.2 s</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds switch
        {
            < 0 => "0 s",
            < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
            < 119.5 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
            < 7170 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
            < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days"),
        };

    /// <summary>Under a day relative, this year <c>19 Nov</c>, else <c>19 Nov 2026</c>; the future likewise.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now)
    {
        var age = now - time;
        if (age.Duration() < TimeSpan.FromDays(1))
        {
            var text = age.Duration().TotalSeconds switch
            {
                < 60 => null,
                < 3570 => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{age.Duration().TotalMinutes:0} min"
                ),
                _ => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{age.Duration().TotalHours:0} h"
                ),
            };
            return text is null ? "now"
                : age < TimeSpan.Zero ? $"in {text}"
                : $"{text} ago";
        }

        var utc = time.UtcDateTime;
        return utc.ToString(
            utc.Year == now.UtcDateTime.Year ? "d MMM" : "d MMM yyyy",
            CultureInfo.InvariantCulture
        );
    }

    /// <summary><c>19 Nov 2026, 16:02</c></summary>
    public static string Minute(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary><c>19 Nov 2026, 16:02:11 UTC</c></summary>
    public static string Exact(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>RFC 3339, for <c>datetime</c>.</summary>
    public static string Machine(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A fingerprint in groups of four, twice as far apart in the middle, as gpg writes it.</summary>
    public static string Fingerprint(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        var groups = hex.ToUpperInvariant().Chunk(4).Select(c => new string(c)).ToArray();
        var half = (groups.Length + 1) / 2;
        return string.Join(' ', groups[..half])
            + (groups.Length > 1 ? "  " : "")
            + string.Join(' ', groups[half..]);
    }
}
