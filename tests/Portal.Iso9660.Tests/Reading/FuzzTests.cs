using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Reading;

/// <summary>Damaged images: reader and verifier end, and say what they have to say in their own words.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 1500;

    private static readonly IsoReadOptions Small = new()
    {
        MaxEntries = 5000,
        MaxMetadataBytes = 1 << 22,
    };

    [Theory]
    [InlineData(IsoNamespace.RockRidge)]
    [InlineData(IsoNamespace.Joliet)]
    [InlineData(IsoNamespace.Primary)]
    public void A_damaged_image_is_read_or_refused(IsoNamespace names) =>
        Damage(
            (int)names,
            bytes =>
            {
                try
                {
                    var reader = IsoReader.Open(
                        new MemoryStream(bytes),
                        Small with
                        {
                            Namespace = names,
                        }
                    );
                    foreach (
                        var entry in reader.Entries.Where(entry => entry.Kind == IsoEntryKind.File)
                    )
                    {
                        using var file = reader.OpenFile(entry);
                        var buffer = new byte[100];
                        Assert.Equal(
                            (int)Math.Min(100, entry.Length),
                            file.ReadAtLeast(buffer, 100, false)
                        );
                    }
                }
                catch (IsoFormatException exception)
                {
                    Assert.StartsWith("iso.read.", exception.Rule);
                }
            }
        );

    [Fact]
    public void A_damaged_image_is_verified_to_the_end() =>
        Damage(
            99,
            bytes =>
                Assert.True(
                    IsoVerifier.Verify(new MemoryStream(bytes)).Count <= IsoVerifier.MaxFindings
                )
        );

    private static void Damage(int seed, Action<byte[]> use)
    {
        var layout = TestImage.WithOddNames().Plan();
        var whole = TestImage.WithOddNames().Write();
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = whole.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                // Metadata only; sometimes a field of four, which reaches far.
                var at = random.Next(16 * 2048, layout.Head.Length - 4);
                if (random.Next(3) == 0)
                {
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), random.Next(64));
                }
                else
                {
                    bytes[at] = (byte)random.Next(256);
                }
            }

            use(random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
        }
    }
}
