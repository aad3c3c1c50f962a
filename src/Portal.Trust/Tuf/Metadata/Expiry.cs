using System.Globalization;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// The one spelling of a time: <c>yyyy-MM-ddTHH:mm:ssZ</c>, UTC, whole seconds. Fractions and <c>+00:00</c> break
/// other clients, so they are neither written nor read.
/// </summary>
public static class Expiry
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Writes a time; parts of a second are dropped.</summary>
    public static string Write(DateTimeOffset time) =>
        time.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads a time.</summary>
    public static bool TryRead(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            Format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out time
        );
}
