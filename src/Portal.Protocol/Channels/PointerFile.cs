using System.Globalization;
using System.Text;

namespace Portal.Protocol.Channels;

/// <summary>
/// The signed pointer of a channel, <c>RELEASE</c>: what everybody may take, for clients that have nothing but gpgv. Lines of
/// <c>Field: value</c>, LF, in one order; times are UTC, RFC 3339, whole seconds.
/// </summary>
/// <param name="Status">State of the release: <c>ready</c>, or <c>withdrawn</c> and <c>removed</c>, which nobody installs anew.</param>
/// <param name="Length">Bytes of the image.</param>
/// <param name="Date">When it was signed.</param>
/// <param name="ValidUntil">Who is handed it later is handed something old.</param>
/// <param name="Revision">Of the channel; grows with each change, so that an older file that is still valid is told from a newer one.</param>
public sealed record PointerFile(
    string Product,
    string Channel,
    string Version,
    string Status,
    Digest Sha256,
    long Length,
    DateTimeOffset Date,
    DateTimeOffset ValidUntil,
    long Revision
)
{
    /// <summary>Relative to the product's download folder: <c>4.3/guest-tools-4.3.iso</c>.</summary>
    public string File => $"{Version}/{Releases.ReleaseFiles.Image(Product, Version)}";

    public byte[] ToBytes() =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Product: {Product}\nChannel: {Channel}\nVersion: {Version}\nStatus: {Status}\nFile: {File}\nSHA256: {Sha256}\nLength: {Length}\nDate: {Time(Date)}\nValid-Until: {Time(ValidUntil)}\nRevision: {Revision}\n"
            )
        );

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
