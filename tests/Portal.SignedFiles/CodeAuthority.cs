using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Testing.Signing;

/// <summary>
/// A root, an authority below it and what they issue. As Microsoft's, where a test says so: no driver that Microsoft's hardware
/// programme signed is to be had in a registry, so that its classes are told apart by certificates of this authority, which
/// have the purposes that Microsoft documents.
/// </summary>
public sealed class CodeAuthority
{
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string Timestamping = "1.3.6.1.5.5.7.3.8";
    public const string Attested = "1.3.6.1.4.1.311.10.3.5.1";
    public const string Hardware = "1.3.6.1.4.1.311.10.3.5";
    public const string Extended = "1.3.6.1.4.1.311.10.3.39";
    public const string SystemComponent = "1.3.6.1.4.1.311.10.3.6";
    public const string LifetimeSigning = "1.3.6.1.4.1.311.10.3.13";

    private static readonly DateTimeOffset From = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2045, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<CodeAuthority> LazyMicrosoft = new(() =>
        new("Stand-in for Microsoft")
    );
    private static readonly Lazy<CodeAuthority> LazyTest = new(() => new("WDKTestCert somebody"));

    private readonly X509Certificate2 _issuing;
    private int _serial = 100;

    /// <param name="name">Of the root.</param>
    /// <param name="purposes">What the authority below the root may issue for; null: everything.</param>
    public CodeAuthority(string name, IReadOnlyList<string>? purposes = null)
    {
        using var rootKey = RSA.Create(2048);
        var root = Request(name, rootKey, isAuthority: true, null);
        Root = root.CreateSelfSigned(From, Until);
        using var issuingKey = RSA.Create(2048);
        var issuing = Request($"{name} PCA", issuingKey, isAuthority: true, purposes);
        _issuing = issuing.Create(Root, From, Until, [1]).CopyWithPrivateKey(issuingKey);
    }

    /// <summary>One for all tests: keys take their time.</summary>
    public static CodeAuthority Microsoft => LazyMicrosoft.Value;

    /// <summary>One that nobody trusts.</summary>
    public static CodeAuthority Unknown => LazyTest.Value;

    public X509Certificate2 Root { get; }

    /// <summary>What goes into a signature beside the signer's certificate.</summary>
    public X509Certificate2 Issuing => _issuing;

    /// <summary>A signer with its key.</summary>
    public Signer Issue(string name, params string[] purposes) =>
        Issue(name, From, Until, purposes);

    public Signer Issue(
        string name,
        DateTimeOffset from,
        DateTimeOffset until,
        params string[] purposes
    )
    {
        using var key = RSA.Create(2048);
        var request = Request(name, key, isAuthority: false, purposes);
        var serial = BitConverter.GetBytes(Interlocked.Increment(ref _serial));
        return new Signer(
            request.Create(_issuing, from, until, [0x40, .. serial]).CopyWithPrivateKey(key),
            [_issuing]
        );
    }

    private static CertificateRequest Request(
        string name,
        RSA key,
        bool isAuthority,
        IReadOnlyList<string>? purposes
    )
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(
            subject.Build(),
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false)
        );
        if (purposes is not null)
        {
            var oids = new OidCollection();
            foreach (var purpose in purposes)
            {
                oids.Add(new Oid(purpose));
            }

            request.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension(oids, critical: false)
            );
        }

        return request;
    }
}

/// <param name="Certificate">With its key.</param>
/// <param name="Above">What goes along in a signature.</param>
public sealed record Signer(X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Above);
