using System.Security.Cryptography;
using Portal.Packaging.Locks;

namespace Portal.Packaging.Discs;

/// <summary>
/// The signature on a disc: RSA PKCS#1 v1.5 with SHA-256 of the list of checksums, which <c>openssl dgst -verify</c> and .NET
/// Framework 4 check alike.
/// </summary>
public static class DiscSignature
{
    /// <summary>True when the key in the lock made the signature of the sums.</summary>
    public static bool Verify(
        ReleaseLock release,
        ReadOnlySpan<byte> sums,
        ReadOnlySpan<byte> signature
    )
    {
        ArgumentNullException.ThrowIfNull(release);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(release.DiscKey);
        return rsa.VerifyData(sums, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
