using Portal.Iso9660.Reading;
using Portal.Iso9660.Verification;

namespace Portal.Iso9660;

/// <summary>
/// Checks the structure of an image against ECMA-119, Joliet, SUSP and RRIP: descriptors, path tables, directory
/// records, System Use entries, dates and the use of sectors. It reads no file contents, and it says what ordinary
/// tools let pass. An image of ours has no findings; images of other tools often have some and work all the same.
/// </summary>
public static class IsoVerifier
{
    /// <summary>No more findings than this are collected.</summary>
    public const int MaxFindings = 1000;

    /// <summary>Verifies an image, trusted or not; never throws for what the bytes are.</summary>
    /// <param name="stream">Seekable; stays the caller's.</param>
    /// <returns>The findings in the order in which they were met, at most <see cref="MaxFindings"/>.</returns>
    public static IReadOnlyList<IsoFinding> Verify(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var findings = new FindingList();
        try
        {
            new ImageVerification(
                new ImageBytes(stream, new IsoReadOptions().MaxMetadataBytes),
                findings
            ).Run();
        }
        catch (IsoFormatException exception)
        {
            // What cannot even be read ends the verification; everything found before stays.
            findings.Add(
                exception.Rule,
                new Place(exception.Sector, 0),
                "ECMA-119 6",
                exception.Message
            );
        }

        return findings.Items;
    }
}
