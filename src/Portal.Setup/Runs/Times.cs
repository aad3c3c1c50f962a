using System;
using System.Globalization;

namespace Portal.Setup.Runs;

internal static class Times
{
    /// <summary><c>2026-11-25T03:30:00Z</c></summary>
    public static string Text(DateTime utc) =>
        utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
