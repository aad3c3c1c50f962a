using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Trust.Tests.Authenticode;

/// <summary>Damaged files: every one gets an answer, and none that was touched where a signature covers it is valid.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 1000;

    private static readonly byte[] File = SamplePe.Make("to be damaged");

    private static readonly SignatureOptions Options = new()
    {
        Authority = CodeAuthority.Microsoft.Issue("Clock", CodeAuthority.Timestamping),
        Time = new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static readonly Signer Signer = CodeAuthority.Microsoft.Issue(
        "Somebody",
        CodeAuthority.CodeSigning
    );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Damaged_signed_files_are_answered(int seed)
    {
        var nested = SamplePe.Signature(File, Signer, Options with { IsOldTimestamp = true });
        var signed = SamplePe.Sign(File, Signer, Options with { Nested = [nested] });
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = Damage(signed, random, from: random.Next(4) == 0 ? 0 : File.Length);
            using var digester = new PeDigester();
            digester.Append(damaged);
            if (digester.Finish() is not { } digest)
            {
                continue;
            }

            foreach (var signature in Verifiers.WithStandIn.Verify(digest))
            {
                Assert.Equal(signature.IsValid, signature.Class is not SignatureClass.Broken);
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Damaged_catalogs_are_answered(int seed)
    {
        var catalog = SampleCatalog.Sign(
            [new CatalogFile("a.sys", File), new CatalogFile("a.inf", [1, 2, 3])],
            Signer,
            options: Options
        );
        var members = Verifiers.WithStandIn.ReadCatalog(catalog).Members;
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var read = Verifiers.WithStandIn.ReadCatalog(Damage(catalog, random, from: 0));
            // What still holds says what was signed.
            Assert.True(
                !read.Signature.IsValid || read.Members.SequenceEqual(members),
                $"Round {round} changed what is signed."
            );
        }
    }

    private static byte[] Damage(byte[] file, Random random, int from)
    {
        var damaged = file.ToArray();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var at = random.Next(from, damaged.Length);
            damaged[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(damaged[at] ^ (1 << random.Next(8))),
                _ => (byte)(damaged[at] + random.Next(-2, 3)),
            };
        }

        return random.Next(10) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }
}
