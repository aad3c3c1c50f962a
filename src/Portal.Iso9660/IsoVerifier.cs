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
    /// <summary>Of each rule this many findings are kept; what is beyond is counted.</summary>
    public const int MaxFindingsOfRule = 100;

    /// <summary>The findings of <see cref="Inspect"/>.</summary>
    /// <param name="stream">Seekable; stays the caller's.</param>
    public static IReadOnlyList<IsoFinding> Verify(Stream stream) => Inspect(stream).Findings;

    /// <summary>Verifies an image, trusted or not; never throws for what the bytes are.</summary>
    /// <param name="stream">Seekable; stays the caller's.</param>
    /// <param name="options">Budgets; which tree is meant does not matter, all are verified. Default: those of reading.</param>
    public static IsoReport Inspect(Stream stream, IsoReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new IsoReadOptions();
        var findings = new FindingList();
        var whole = true;
        try
        {
            new ImageVerification(
                new ImageBytes(stream, options.MaxMetadataBytes),
                options,
                findings
            ).Run();
        }
        catch (IsoFormatException exception)
        {
            // What cannot even be read ends the verification; everything found before stays.
            whole = false;
            findings.Add(exception.Rule, new Place(exception.Sector, 0), exception.Message);
        }

        return new IsoReport(findings.Findings, findings.Remarks, findings.Omitted, whole);
    }
}
