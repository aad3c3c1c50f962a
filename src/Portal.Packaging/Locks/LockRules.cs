using System.Security.Cryptography;
using Portal.Packaging.Manifests;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Locks;

/// <summary>What the values of a lock have to be.</summary>
internal static class LockRules
{
    public const string FileName = "release.json";

    private const int MaximumTitle = 200;
    private const int MinimumKeyBits = 3072;

    /// <summary>Everything that is wrong, with rules <c>lock.*</c>.</summary>
    public static IReadOnlyList<Finding> Check(ReleaseLock release)
    {
        var findings = new List<Finding>();
        Require(
            Names.IsName(release.Product),
            "lock.product",
            $"{Quote.Of(release.Product)} is not a product name."
        );
        Require(
            IsTitle(release.Title),
            "lock.title",
            $"The title is not one line of 1 to {MaximumTitle} characters."
        );
        Require(
            Names.IsReleaseVersion(release.Version),
            "lock.version",
            $"{Quote.Of(release.Version)} is not a release version."
        );
        Require(
            VolumeId.IsValid(release.VolumeId),
            "lock.volume-id",
            $"{Quote.Of(release.VolumeId)} is not 1 to {VolumeId.MaximumLength} of the characters A-Z 0-9 _."
        );
        Require(
            release.Layout >= 1,
            "lock.layout",
            $"{release.Layout} is not the number of a layout."
        );
        Require(
            release.Epoch is >= 0 and <= int.MaxValue,
            "lock.epoch",
            $"The epoch {release.Epoch} is not between 0 and {int.MaxValue}."
        );
        Require(
            IsDiscKey(release.DiscKey),
            "lock.disc-key",
            $"The disc key is not the canonical PEM of an RSA public key of at least {MinimumKeyBits} bits."
        );
        CheckComponents(release.Components, Require);
        return findings;

        void Require(bool holds, string rule, string message)
        {
            if (!holds)
            {
                findings.Add(new Finding(rule, message, FileName));
            }
        }
    }

    private static void CheckComponents(
        IReadOnlyList<LockedComponent> components,
        Action<bool, string, string> require
    )
    {
        require(
            components.Count > 0 && components[0].Name == InstallerComponent.Name,
            "lock.installer",
            $"The first component is not '{InstallerComponent.Name}'."
        );
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in components)
        {
            var name = Quote.Of(component.Name);
            require(
                Names.IsName(component.Name),
                "lock.component",
                $"{name} is not a component name."
            );
            require(
                Names.IsName(component.Project),
                "lock.project",
                $"{Quote.Of(component.Project)} is not a project name."
            );
            require(
                !component.Version.IsEmpty,
                "lock.component.version",
                $"The component {name} has no version."
            );
            require(
                !component.Digest.IsEmpty,
                "lock.component.digest",
                $"The component {name} has no digest."
            );
            require(
                seen.Add(component.Name),
                "lock.component.duplicate",
                $"The component {name} is locked twice."
            );
        }

        for (var i = 2; i < components.Count; i++)
        {
            require(
                components[i - 1].Stage <= components[i].Stage,
                "lock.stage",
                $"{Quote.Of(components[i].Name)} of stage '{components[i].Stage.Text()}' stands after a later stage."
            );
        }
    }

    private static bool IsTitle(string title) =>
        title.Length is >= 1 and <= MaximumTitle
        && !title.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff')
        && title.Trim().Length == title.Length
        && title.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);

    // Canonical, so that one key has one text: reading and writing it gives the same.
    private static bool IsDiscKey(string pem)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= MinimumKeyBits
                && rsa.ExportSubjectPublicKeyInfoPem() + "\n" == pem;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
