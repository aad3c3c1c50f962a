using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Trust.Authenticode;

/// <summary>When a signature was made, as an authority says: by an RFC 3161 token, or by a countersignature of old.</summary>
internal static class Timestamps
{
    /// <summary>More on one signature are not looked at.</summary>
    private const int Maximum = 8;

    /// <summary>The first timestamp that holds and whose authority is known; null when there is none.</summary>
    public static DateTimeOffset? Of(
        SignerInfo signer,
        X509Certificate2Collection others,
        ChainJudge judge
    )
    {
        foreach (var value in SignatureParts.Values(signer, Oids.Rfc3161Timestamp).Take(Maximum))
        {
            if (OfToken(signer, value, judge) is { } at)
            {
                return at;
            }
        }

        foreach (var countersigner in signer.CounterSignerInfos.Cast<SignerInfo>().Take(Maximum))
        {
            if (OfCountersignature(countersigner, others, judge) is { } at)
            {
                return at;
            }
        }

        return null;
    }

    private static DateTimeOffset? OfToken(
        SignerInfo signer,
        ReadOnlyMemory<byte> encoded,
        ChainJudge judge
    )
    {
        try
        {
            return
                TimestampToken.Read(encoded.Span, signer.GetSignature()) is { } token
                && judge.IsTimestampAuthority(token.Authority, token.Certificates, token.At)
                ? token.At
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static DateTimeOffset? OfCountersignature(
        SignerInfo countersigner,
        X509Certificate2Collection others,
        ChainJudge judge
    )
    {
        try
        {
            if (
                countersigner.Certificate is not { } authority
                || countersigner
                    .SignedAttributes.Cast<CryptographicAttributeObject>()
                    .SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>())
                    .OfType<Pkcs9SigningTime>()
                    .FirstOrDefault()
                    is not { } time
            )
            {
                return null;
            }

            countersigner.CheckSignature(verifySignatureOnly: true);
            var at = new DateTimeOffset(time.SigningTime.ToUniversalTime());
            return judge.IsTimestampAuthority(authority, others, at) ? at : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
