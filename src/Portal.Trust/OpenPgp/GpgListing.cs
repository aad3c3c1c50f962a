using System.Globalization;

namespace Portal.Trust.OpenPgp;

/// <summary>gpg's <c>--with-colons</c> listing; its fields are numbered in GnuPG's doc/DETAILS.</summary>
internal static class GpgListing
{
    private const int Created = 5;
    private const int Expires = 6;
    private const int UserId = 9;

    /// <summary>Reads the listing of one key.</summary>
    public static GpgKey Parse(string listing, string fingerprint, bool current)
    {
        var records = listing.Split('\n').Select(line => line.Split(':')).ToArray();
        var primary =
            records.FirstOrDefault(record => record[0] == "pub" && record.Length > UserId)
            ?? throw new GpgException($"gpg lists no key {fingerprint}.");
        var user = records.FirstOrDefault(record => record[0] == "uid" && record.Length > UserId);
        return new GpgKey(
            fingerprint,
            Unescape(user?[UserId] ?? ""),
            Time(primary[Created])
                ?? throw new GpgException($"gpg gives no date for the key {fingerprint}."),
            Time(primary[Expires]),
            current
        )
        {
            SigningFingerprints =
            [
                .. records
                    .Where(record => record[0] == "fpr" && record.Length > UserId)
                    .Select(record => record[UserId]),
            ],
        };
    }

    private static DateTimeOffset? Time(string seconds) =>
        seconds.Length == 0
            ? null
            : DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));

    // The format escapes a colon and a backslash as in C; the rest is UTF-8.
    private static string Unescape(string text) =>
        text.Replace("\\x3a", ":", StringComparison.Ordinal)
            .Replace("\\x5c", "\\", StringComparison.Ordinal);
}
