using System.Security.Cryptography;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// A public key as metadata names it. Keys of other kinds than ECDSA P-256 are kept and never verify anything: a role
/// needs its threshold of keys that do.
/// </summary>
public sealed record TufKey
{
    /// <summary>keytype of the keys of this library; older repositories say <c>ecdsa-sha2-nistp256</c> here too.</summary>
    public const string KeyType = "ecdsa";

    /// <summary>scheme of the keys of this library.</summary>
    public const string Scheme = "ecdsa-sha2-nistp256";

    private const int MaxSignature = 72 * 2;

    // SubjectPublicKeyInfo: what tells two spellings of one key from two keys. Null when it cannot verify. Read when first
    // asked for, since a document may list thousands of keys before anybody knows who signed it.
    private readonly Lazy<byte[]?> _spki;

    private TufKey(JsonObject json, string? pem)
    {
        Json = json;
        Pem = pem;
        KeyId = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Encode(json)));
        _spki = new Lazy<byte[]?>(() => pem is null ? null : ReadSpki(pem));
    }

    /// <summary>The key object as published.</summary>
    public JsonObject Json { get; }

    /// <summary>SubjectPublicKeyInfo in PEM as published; null for keys of other kinds.</summary>
    public string? Pem { get; }

    /// <summary>Lower-case hexadecimal SHA-256 of the canonical key object: 64 digits.</summary>
    public string KeyId { get; }

    /// <summary>True when signatures by this key can be checked.</summary>
    public bool IsUsable => _spki.Value is not null;

    /// <summary>The key itself, whatever it is called: hexadecimal SHA-256 of its SubjectPublicKeyInfo; null when unusable.</summary>
    public string? Fingerprint =>
        _spki.Value is { } spki ? Convert.ToHexStringLower(SHA256.HashData(spki)) : null;

    /// <summary>A key by its SubjectPublicKeyInfo in PEM, hashed exactly as given, the newline at its end included.</summary>
    /// <exception cref="TufException">It is no P-256 public key.</exception>
    public static TufKey FromPem(string pem)
    {
        var key = FromJson(
            new FieldWriter()
                .Add("keytype", KeyType)
                .Add("scheme", Scheme)
                .Add("keyval", new FieldWriter().Add("public", pem).Done())
                .Done(),
            "key"
        );
        return key.IsUsable
            ? key
            : throw new TufException(
                TufFault.Malformed,
                "It is no ECDSA P-256 public key in PEM (SubjectPublicKeyInfo)."
            );
    }

    internal static TufKey FromJson(JsonValue json, string path)
    {
        var fields = new Fields(json, path);
        var type = fields.Text("keytype");
        var scheme = fields.Text("scheme");
        var value = fields.Child("keyval");
        var usable = type is KeyType or Scheme && scheme == Scheme && value.Has("public");
        return new TufKey(fields.Object, usable ? value.Text("public") : null);
    }

    /// <summary>True when the signature, hexadecimal of its DER form, over the bytes was made by this key.</summary>
    public bool Verify(ReadOnlySpan<byte> data, string signature)
    {
        if (
            _spki.Value is not { } spki
            || signature.Length is 0 or > MaxSignature
            || signature.Length % 2 != 0
            || !signature.All(char.IsAsciiHexDigit)
        )
        {
            return false;
        }

        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(spki, out _);
            return ecdsa.VerifyData(
                data,
                Convert.FromHexString(signature),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            );
        }
        catch (CryptographicException)
        {
            // A signature that is no DER sequence, or a point that is not on the curve.
            return false;
        }
    }

    private static byte[]? ReadSpki(string pem)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            // ImportFromPem would take a private key as well, and anything around the block.
            if (
                !PemEncoding.TryFind(pem, out var block)
                || pem[block.Label] != "PUBLIC KEY"
                || pem.AsSpan(0, block.Location.Start.Value).ContainsAnyExcept(" \r\n\t")
            )
            {
                return null;
            }

            ecdsa.ImportFromPem(pem);
            var curve = ecdsa.ExportParameters(includePrivateParameters: false).Curve;
            return curve.Oid.Value == "1.2.840.10045.3.1.7"
                ? ecdsa.ExportSubjectPublicKeyInfo()
                : null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
