using System.Reflection;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Trust.Authenticode;

/// <summary>
/// The roots that signatures are believed by, found by their name. None is asked for elsewhere: the lists are those of
/// Microsoft's root programme that come with the .NET SDK, put into this assembly when it is built; which of them are
/// Microsoft's own is written here.
/// </summary>
public sealed class TrustedRoots
{
    /// <summary>SHA-256 of the certificates under which Microsoft signs code and timestamps.</summary>
    private static readonly HashSet<string> MicrosoftPins = new(StringComparer.Ordinal)
    {
        // Microsoft Root Authority (1997)
        "F38406E540D7A9D90CB4A9479299640FFB6DF9E224ECC7A01C0D9558D8DAD77D",
        // Microsoft Root Certificate Authority (2001)
        "885DE64C340E3EA70658F01E1145F957FCDA27AABEEA1AB9FAA9FDB0102D4077",
        // Microsoft Root Certificate Authority 2010
        "DF545BF919A2439C36983B54CDFC903DFA4F37D3996D8D84B4C31EEC6F3C163E",
        // Microsoft Root Certificate Authority 2011
        "847DF6A78497943F27FC72EB93F9A637320A02B561D0A91B09E87A7807ED7C61",
        // Microsoft ECC Product Root Certificate Authority 2018
        "CACA93B9D23D2B6FA76E8B8471931E0DF3EC6F63AF3CDBB936C41954A1872326",
    };

    /// <summary>
    /// SHA-256 of authorities that are no roots and whose roots are on no list: firmware trusts these themselves. They come
    /// with the signatures made under them.
    /// </summary>
    private static readonly HashSet<string> FirmwarePins = new(StringComparer.Ordinal)
    {
        // Microsoft Corporation UEFI CA 2011
        "48E99B991F57FC52F76149599BFF0A58C47154229B9F8D603AC40D3500248507",
        // Microsoft UEFI CA 2023
        "F6124E34125BEE3FE6D79A574EAA7B91C0E7BD9D929C1A321178EFD611DAD901",
    };

    private readonly ILookup<string, X509Certificate2> _code;
    private readonly ILookup<string, X509Certificate2> _timestamps;
    private readonly HashSet<string> _microsoft;

    private TrustedRoots(
        IEnumerable<X509Certificate2> code,
        IEnumerable<X509Certificate2> timestamps,
        IEnumerable<string> microsoft
    )
    {
        _code = code.ToLookup(NameOf);
        _timestamps = timestamps.ToLookup(NameOf);
        _microsoft = [.. microsoft];
    }

    /// <summary>Those of Microsoft's root programme.</summary>
    public static TrustedRoots Programme => LazyProgramme.Value;

    private static Lazy<TrustedRoots> LazyProgramme { get; } =
        new(() =>
            new TrustedRoots(
                Embedded("codesignctl.pem"),
                // Microsoft's own timestamps lead to the roots of its code as well.
                Embedded("timestampctl.pem").Concat(Embedded("codesignctl.pem").Where(IsPinned)),
                MicrosoftPins
            )
        );

    /// <summary>The same, and one more that counts as Microsoft's: for tests, as no driver that Microsoft signed can be had for them.</summary>
    public TrustedRoots With(X509Certificate2 microsoft)
    {
        ArgumentNullException.ThrowIfNull(microsoft);
        return new TrustedRoots(
            _code.SelectMany(group => group).Append(microsoft),
            _timestamps.SelectMany(group => group).Append(microsoft),
            _microsoft.Append(PinOf(microsoft))
        );
    }

    /// <summary>How many certificates there are for code, and how many of them are pinned as Microsoft's.</summary>
    internal (int Code, int Timestamps, int Microsoft) Counts =>
        (
            _code.Sum(group => group.Count()),
            _timestamps.Sum(group => group.Count()),
            _code.SelectMany(group => group).Count(c => _microsoft.Contains(PinOf(c)))
        );

    /// <summary>Those that could have issued one of the certificates.</summary>
    internal IEnumerable<X509Certificate2> Above(
        IEnumerable<X509Certificate2> certificates,
        bool forTimestamps
    )
    {
        var roots = forTimestamps ? _timestamps : _code;
        return certificates
            .Select(c => Convert.ToHexString(c.IssuerName.RawData))
            .Distinct(StringComparer.Ordinal)
            .SelectMany(name => roots[name]);
    }

    /// <summary>Who stands behind a chain that holds.</summary>
    /// <param name="chain">From the signer upwards; its end need be no root.</param>
    internal SignatureClass ClassOf(IReadOnlyList<X509Certificate2> chain) =>
        _microsoft.Contains(PinOf(chain[^1])) || chain.Any(c => FirmwarePins.Contains(PinOf(c)))
            ? SignatureClass.Microsoft
        : Has(_code, chain[^1]) ? SignatureClass.Publisher
        : SignatureClass.TestSigned;

    /// <summary>True for a root of either kind.</summary>
    internal bool Has(X509Certificate2 top) => Has(_code, top) || Has(_timestamps, top);

    /// <summary>True for a root of timestamps.</summary>
    internal bool IsForTimestamps(X509Certificate2 top) => Has(_timestamps, top);

    private static bool Has(ILookup<string, X509Certificate2> roots, X509Certificate2 top) =>
        roots[NameOf(top)]
            .Any(root => root.RawDataMemory.Span.SequenceEqual(top.RawDataMemory.Span));

    private static bool IsPinned(X509Certificate2 certificate) =>
        MicrosoftPins.Contains(PinOf(certificate));

    private static string PinOf(X509Certificate2 certificate) =>
        certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);

    private static string NameOf(X509Certificate2 certificate) =>
        Convert.ToHexString(certificate.SubjectName.RawData);

    private static X509Certificate2Collection Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(reader.ReadToEnd());
        return certificates;
    }
}
