using System.Security.Cryptography;
using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Trust.Tests.Authenticode;

/// <summary>Catalogs: one signature for many files.</summary>
public sealed class CatalogTests
{
    private static readonly byte[] Sys = SamplePe.Make("net.sys");
    private static readonly byte[] Inf = "[Version]\r\nSignature=\"$Windows NT$\"\r\n"u8.ToArray();
    private static readonly CatalogFile[] Files = [new("net.sys", Sys), new("net.inf", Inf)];

    private static readonly Lazy<Signer> LazySigner = new(() =>
        CodeAuthority.Microsoft.Issue(
            "Windows Hardware",
            CodeAuthority.CodeSigning,
            CodeAuthority.Hardware
        )
    );

    [Fact]
    public void A_catalog_tells_its_signer_members_and_systems()
    {
        var catalog = Verifiers.WithStandIn.ReadCatalog(
            SampleCatalog.Sign(Files, LazySigner.Value, "2:6.1,2:10.0")
        );

        Assert.Equal(
            new FileSignature(SignatureClass.Whql, "Windows Hardware", null, null),
            catalog.Signature
        );
        Assert.Equal("2:6.1,2:10.0", catalog.Systems);
        Assert.Equal(["net.sys", "net.inf"], catalog.Members.Select(m => m.File));
        Assert.True(catalog.Has(Convert.ToHexString(SamplePe.DigestOf(Sys).Sha256.Span)));
        Assert.True(catalog.Has(Convert.ToHexString(SHA256.HashData(Inf))));
        Assert.False(catalog.Has(Convert.ToHexString(SHA256.HashData(Sys))));
        Assert.False(catalog.IsSha1Only);
    }

    [Fact]
    public void A_catalog_of_the_first_format_has_sha1()
    {
        var catalog = Verifiers.WithStandIn.ReadCatalog(
            SampleCatalog.Sign(Files, LazySigner.Value, hash: HashAlgorithmName.SHA1)
        );

        Assert.True(catalog.IsSha1Only);
        Assert.True(catalog.Has(Convert.ToHexString(SamplePe.DigestOf(Sys).Sha1.Span)));
#pragma warning disable CA5350 // the old format has no other
        Assert.True(catalog.Has(Convert.ToHexString(SHA1.HashData(Inf))));
#pragma warning restore CA5350
        Assert.False(catalog.Has(Convert.ToHexString(SHA256.HashData(Inf))));
    }

    [Fact]
    public void A_catalog_whose_list_was_changed_does_not_hold()
    {
        var bytes = SampleCatalog.Sign(Files, LazySigner.Value);
        var digest = SHA256.HashData(Inf);
        var at = bytes.AsSpan().IndexOf(digest);
        while (at >= 0)
        {
            bytes[at] ^= 1;
            at = bytes.AsSpan().IndexOf(digest);
        }

        var catalog = Verifiers.WithStandIn.ReadCatalog(bytes);

        Assert.Equal(SignatureProblem.Forged, catalog.Signature.Problem);
        Assert.False(catalog.Has(Convert.ToHexString(digest)));
    }

    [Fact]
    public void A_catalog_without_members_or_systems_is_one()
    {
        var catalog = Verifiers.WithStandIn.ReadCatalog(
            SampleCatalog.Sign([], LazySigner.Value, systems: null)
        );

        Assert.True(catalog.Signature.IsValid);
        Assert.Empty(catalog.Members);
        Assert.Null(catalog.Systems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a catalog")]
    public void Anything_else_is_a_broken_catalog(string text)
    {
        var catalog = Verifiers.WithStandIn.ReadCatalog(System.Text.Encoding.ASCII.GetBytes(text));

        Assert.Equal(SignatureProblem.Malformed, catalog.Signature.Problem);
        Assert.Empty(catalog.Members);
    }

    [Fact]
    public void Osslsigncode_finds_the_members_that_we_find()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Path;
        File.WriteAllBytes(
            Path.Combine(path, "net.cat"),
            SampleCatalog.Sign(Files, LazySigner.Value)
        );
        File.WriteAllBytes(Path.Combine(path, "net.sys"), Sys);
        var other = Sys.ToArray();
        other[0x300] = 1;
        File.WriteAllBytes(Path.Combine(path, "other.sys"), other);
        File.WriteAllText(
            Path.Combine(path, "root.pem"),
            CodeAuthority.Microsoft.Root.ExportCertificatePem()
        );

        Assert.Equal(0, Verify("net.sys").ExitCode);
        Assert.NotEqual(0, Verify("other.sys").ExitCode);

        (int ExitCode, string Output) Verify(string file) =>
            Tool.Run(
                path,
                "osslsigncode",
                "verify",
                "-ignore-cdp",
                "-CAfile",
                "root.pem",
                "-catalog",
                "net.cat",
                "-in",
                file
            );
    }
}
