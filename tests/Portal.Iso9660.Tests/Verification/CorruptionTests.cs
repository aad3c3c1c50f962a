using System.Buffers.Binary;
using System.Text;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Verification;

/// <summary>One corruption a test, and the finding it must give: most of these pass every ordinary tool.</summary>
public abstract class CorruptionTests
{
    private protected const int Primary = 16 * 2048;
    private protected const int Joliet = 17 * 2048;

    private protected byte[] Image { get; } = TestImage.WithOddNames().Write();

    private protected IReadOnlyList<IsoFinding> Verify() =>
        IsoVerifier.Verify(new MemoryStream(Image));

    private protected void Finds(string rule, byte[]? bytes = null) =>
        Assert.Contains(
            IsoVerifier.Verify(new MemoryStream(bytes ?? Image)),
            finding => finding.Rule == rule
        );

    private protected void Finds(string rule, long sector, int offset) =>
        Assert.Contains(
            (rule, sector, offset),
            Verify().Select(finding => (finding.Rule, finding.Sector, finding.Offset))
        );

    private protected void Remarks(string rule, byte[]? bytes = null) =>
        Assert.Contains(
            IsoVerifier.Inspect(new MemoryStream(bytes ?? Image)).Remarks,
            remark => remark.Rule == rule
        );

    private protected static long SectorOf(int offset) => offset / 2048;

    private protected int Root() =>
        (int)BinaryPrimitives.ReadUInt32LittleEndian(Image.AsSpan(Primary + 156 + 2));

    private protected int PathTable(bool bigEndian) =>
        2048
        * (int)(
            bigEndian
                ? BinaryPrimitives.ReadUInt32BigEndian(Image.AsSpan(Primary + 148))
                : BinaryPrimitives.ReadUInt32LittleEndian(Image.AsSpan(Primary + 140))
        );

    /// <summary>The record of that identifier, behind the path tables; -1 if there is none.</summary>
    private protected int Record(string identifier)
    {
        var start = Root() * 2048;
        byte[] needle = [(byte)identifier.Length, .. Encoding.ASCII.GetBytes(identifier)];
        var at = Image.AsSpan(start).IndexOf(needle);
        return at < 0 ? -1 : start + at - 32;
    }

    private protected int Entry(string signature)
    {
        var root = Root() * 2048;
        return root + Image.AsSpan(root).IndexOf(Encoding.ASCII.GetBytes(signature));
    }

    private protected int In(string identifier, string signature)
    {
        var record = Record(identifier);
        return record
            + Image.AsSpan(record, Image[record]).IndexOf(Encoding.ASCII.GetBytes(signature));
    }

    private protected int LastRecordOfSector(int sector)
    {
        var at = sector * 2048;
        while (at + Image[at] < (sector + 1) * 2048 && Image[at + Image[at]] != 0)
        {
            at += Image[at];
        }

        return at;
    }
}
