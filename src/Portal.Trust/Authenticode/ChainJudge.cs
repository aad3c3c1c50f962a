using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Trust.Authenticode;

/// <summary>
/// Follows certificates from a signer up to a root, with what came with the signature and the roots that are known, and with
/// nothing else: no network is asked for certificates or revocation, as what is uploaded would decide what is fetched.
/// </summary>
internal sealed class ChainJudge(TrustedRoots roots)
{
    /// <summary>Where a chain ends, or why it does not hold.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Verdict(SignatureClass Class, SignatureProblem? Problem);

    /// <summary>Judges the signer of code.</summary>
    /// <param name="leaf">The signer's.</param>
    /// <param name="others">What came with the signature.</param>
    /// <param name="at">When all of them have to be valid.</param>
    public Verdict OfCode(
        X509Certificate2 leaf,
        X509Certificate2Collection others,
        DateTimeOffset at
    )
    {
        var usages = UsagesOf(leaf);
        // What Microsoft signs drivers by may name the driver's purpose alone.
        var purpose = usages.Contains(Oids.CodeSigning)
            ? Oids.CodeSigning
            : DriverPurposes.FirstOrDefault(p => usages.Contains(p.Oid)).Oid ?? Oids.CodeSigning;
        using var chain = Build(leaf, others, at, purpose, forTimestamps: false);
        if (ProblemOf(chain) is { } problem)
        {
            return new Verdict(SignatureClass.Broken, problem);
        }

        var found = roots.ClassOf([.. chain.ChainElements.Select(e => e.Certificate)]);
        if (found is not SignatureClass.Microsoft)
        {
            return new Verdict(found, null);
        }

        foreach (var (oid, driver) in DriverPurposes.Where(p => usages.Contains(p.Oid)))
        {
            // Also the authorities above have to be for it.
            using var strict = Build(leaf, others, at, oid, forTimestamps: false);
            if (ProblemOf(strict) is null)
            {
                return new Verdict(driver, null);
            }
        }

        return new Verdict(found, null);
    }

    /// <summary>True when a timestamp's signer leads to a root of timestamps.</summary>
    public bool IsTimestampAuthority(
        X509Certificate2 leaf,
        X509Certificate2Collection others,
        DateTimeOffset at
    )
    {
        if (!UsagesOf(leaf).Contains(Oids.Timestamping))
        {
            return false;
        }

        using var chain = Build(leaf, others, at, Oids.Timestamping, forTimestamps: true);
        return ProblemOf(chain) is null
            && roots.IsForTimestamps(chain.ChainElements[^1].Certificate);
    }

    /// <summary>The extended key usages of a certificate; none means any, which no signer of drivers has.</summary>
    public static IReadOnlySet<string> UsagesOf(X509Certificate2 certificate) =>
        certificate
            .Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension =>
                extension.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>()
            )
            .Select(oid => oid.Value ?? "")
            .ToHashSet(StringComparer.Ordinal);

    // Attested first: its certificates have the purpose of tested drivers as well.
    private static readonly (string Oid, SignatureClass Class)[] DriverPurposes =
    [
        (Oids.AttestedDriver, SignatureClass.Attested),
        (Oids.HardwareDriver, SignatureClass.Whql),
        (Oids.ExtendedDriver, SignatureClass.Whql),
        (Oids.SystemComponent, SignatureClass.Windows),
    ];

    private X509Chain Build(
        X509Certificate2 leaf,
        X509Certificate2Collection others,
        DateTimeOffset at,
        string purpose,
        bool forTimestamps
    )
    {
        var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.DisableCertificateDownloads = true;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.VerificationTime = at.UtcDateTime;
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(purpose));
        policy.ExtraStore.AddRange(others);
        policy.CustomTrustStore.AddRange(roots.Above(others.Append(leaf), forTimestamps).ToArray());
        try
        {
            chain.Build(leaf);
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    // Where the chain ends is judged by whoever asks: that it is nothing the platform knows is no fault here.
    private SignatureProblem? ProblemOf(X509Chain chain)
    {
        const X509ChainStatusFlags Ends =
            X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        if (chain.ChainElements.Count == 0)
        {
            return SignatureProblem.Chain;
        }

        var flags = X509ChainStatusFlags.NoError;
        for (var i = 0; i < chain.ChainElements.Count; i++)
        {
            var element = chain.ChainElements[i];
            foreach (var status in element.ChainElementStatus)
            {
                // Microsoft's root of 1997 does not say that it is an authority: a root is one because it is a root.
                var isOldRoot =
                    status.Status is X509ChainStatusFlags.InvalidBasicConstraints
                    && i > 0
                    && i == chain.ChainElements.Count - 1
                    && roots.Has(element.Certificate);
                flags |= isOldRoot ? X509ChainStatusFlags.NoError : status.Status & ~Ends;
            }
        }

        return flags switch
        {
            X509ChainStatusFlags.NoError => null,
            X509ChainStatusFlags.NotTimeValid => SignatureProblem.Expired,
            X509ChainStatusFlags.NotValidForUsage => SignatureProblem.Purpose,
            _ => SignatureProblem.Chain,
        };
    }
}
