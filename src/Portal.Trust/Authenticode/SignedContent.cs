using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Trust.Authenticode;

/// <summary>A PKCS #7 signature, judged, and what it says.</summary>
/// <param name="Signature">Without regard to whether the content fits a file.</param>
/// <param name="Content">As signed; empty when it is of another type than was asked for.</param>
/// <param name="Nested">Further signatures that hang on this one.</param>
internal sealed record SignedContent(
    FileSignature Signature,
    ReadOnlyMemory<byte> Content,
    IReadOnlyList<ReadOnlyMemory<byte>> Nested
)
{
    private const int MaximumName = 200;

    /// <summary>Reads and verifies.</summary>
    /// <param name="type">Of the content, an object identifier: anything else is malformed.</param>
    /// <param name="now">For what no timestamp dates.</param>
    public static SignedContent Read(
        ReadOnlySpan<byte> encoded,
        string type,
        ChainJudge judge,
        DateTimeOffset now
    )
    {
        try
        {
            var cms = new SignedCms();
            cms.Decode(encoded);
            return
                cms.ContentInfo.ContentType.Value == type
                && cms.SignerInfos.Count == 1
                && cms.SignerInfos[0].SignedAttributes.Count > 0
                && cms.Certificates is { Count: <= SignatureParts.MaximumCertificates } certificates
                ? Judge(cms, certificates, judge, now)
                : Malformed;
        }
        catch (CryptographicException)
        {
            return Malformed;
        }
    }

    private static SignedContent Malformed { get; } =
        new(FileSignature.Broken(SignatureProblem.Malformed), default, []);

    private static SignedContent Judge(
        SignedCms cms,
        X509Certificate2Collection certificates,
        ChainJudge judge,
        DateTimeOffset now
    )
    {
        var signer = cms.SignerInfos[0];
        return new SignedContent(
            signer.Certificate is { } leaf
                ? Judge(signer, leaf, certificates, judge, now)
                : FileSignature.Broken(SignatureProblem.Malformed),
            cms.ContentInfo.Content,
            [.. SignatureParts.Values(signer, Oids.NestedSignature)]
        );
    }

    private static FileSignature Judge(
        SignerInfo signer,
        X509Certificate2 leaf,
        X509Certificate2Collection certificates,
        ChainJudge judge,
        DateTimeOffset now
    )
    {
        var name = NameOf(leaf);
        try
        {
            signer.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException)
        {
            return new(SignatureClass.Broken, name, null, SignatureProblem.Forged);
        }

        var timestamp = Timestamps.Of(signer, certificates, judge);
        var at = ChainJudge.UsagesOf(leaf).Contains(Oids.LifetimeSigning) ? now : timestamp ?? now;
        var verdict = judge.OfCode(leaf, certificates, at);
        return new(verdict.Class, name, timestamp, verdict.Problem);
    }

    private static string? NameOf(X509Certificate2 leaf)
    {
        var name = leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return name.Length switch
        {
            0 => null,
            > MaximumName => name[..MaximumName],
            _ => name,
        };
    }
}
