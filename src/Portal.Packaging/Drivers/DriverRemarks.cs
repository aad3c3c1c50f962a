using Portal.Packaging.Manifests;
using Portal.Packaging.Platforms;
using Portal.Protocol.Problems;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>
/// What an offer of drivers promises and does not hold. None of it stops an upload: a signature may be missing on purpose, and
/// only its owner knows where a driver is to go.
/// </summary>
internal sealed class DriverRemarks
{
    /// <summary>Names that stand in a sentence.</summary>
    private const int Shown = 3;

    private readonly List<Finding> _remarks = [];

    /// <summary>Remarks with rules <c>driver.*</c> and <c>signature.*</c>: those about lines of the manifest come first.</summary>
    public static IReadOnlyList<Finding> Of(
        ComponentManifest manifest,
        IReadOnlyList<PackagedDriver> drivers,
        IReadOnlyDictionary<string, FileSignature> signed,
        bool isCutShort
    )
    {
        var remarks = new DriverRemarks();
        var offers = DriverOffers.Of(manifest, drivers);
        foreach (var offer in offers)
        {
            remarks.OnCoverage(offer);
            remarks.OnSigning(offer);
        }

        foreach (var (path, signature) in signed)
        {
            if (signature.Problem is { } problem)
            {
                remarks.Add(
                    "signature.broken",
                    null,
                    path,
                    $"{Quote.Of(path)}: {problem.Sentence()}",
                    "Take the file as it was signed."
                );
            }
        }

        if (isCutShort)
        {
            remarks._remarks.Add(
                new Finding(
                    "signature.many",
                    "There are more signatures, catalogs and INF files than are looked into: what is said of them is not all."
                )
            );
        }

        return [.. remarks._remarks.OrderBy(r => r.Line ?? int.MaxValue)];
    }

    private void OnCoverage(DriverOffer offer)
    {
        var uncovered = offer.Guests.Where(guest => !guest.IsCovered).ToList();
        if (uncovered.Count > 0)
        {
            OnManifest(
                "driver.not-covered",
                offer,
                $"{Quote.Of(offer.Path)} is offered to {Names(uncovered)}, and has no models for it.",
                "Narrow 'when', or add models with a decoration that covers it."
            );
        }

        var late = offer
            .Guests.Where(guest => guest is { IsCovered: true, IsCoveredFromStart: false })
            .ToList();
        if (late.Count > 0)
        {
            OnManifest(
                "driver.late-builds",
                offer,
                $"{Quote.Of(offer.Path)} is offered to every build of {Names(late)}, and has models for later ones only.",
                "Add 'build: \">=N\"' to 'when'."
            );
        }
    }

    private void OnSigning(DriverOffer offer)
    {
        foreach (var standing in offer.Standings)
        {
            var guests = offer.Guests.Where(g => g.Architecture == standing.Architecture).ToList();
            if (standing.Missing.Count > 0)
            {
                OnManifest(
                    "driver.file-missing",
                    offer,
                    $"{Quote.Of(offer.Path)} brings {List(standing.Missing)} on {standing.Architecture}, which the component does not have.",
                    "Add the files, or remove them from SourceDisksFiles."
                );
            }

            if (standing.Signature is null)
            {
                OnManifest(
                    "driver.unsigned",
                    offer,
                    standing.Catalog is null
                        ? $"{Quote.Of(offer.Path)} names no catalog for {standing.Architecture}: Windows asks whoever installs it, and x86_64 refuses it."
                        : $"The catalog {Quote.Of(standing.Catalog)} of {Quote.Of(offer.Path)} is not beside it.",
                    "Publish the driver with the catalog that signs it."
                );
            }
            else if (standing.Signature.Problem is null && standing.Strangers.Count > 0)
            {
                OnManifest(
                    "driver.not-in-catalog",
                    offer,
                    $"{Quote.Of(standing.Catalog!)} does not sign {List(standing.Strangers)} as it is here.",
                    "Take the files of a driver package as they were signed, all of them."
                );
            }

            OnClass(offer, standing, guests);
            OnSystems(offer, standing, guests);
        }
    }

    private void OnClass(DriverOffer offer, DriverStanding standing, List<OfferedGuest> guests)
    {
        var by = standing.Signature?.Signer is { } signer ? $" by {Quote.Of(signer)}" : "";
        switch (standing.Class)
        {
            case SignatureClass.TestSigned:
                OnManifest(
                    "driver.test-signed",
                    offer,
                    $"{Quote.Of(offer.Path)} is test-signed{by}: only a Windows that was told to trusts it.",
                    "Have it signed by Microsoft's hardware programme."
                );
                break;
            case SignatureClass.Publisher
            or SignatureClass.Microsoft
                when guests.Where(g => g.IsTen).ToList() is { Count: > 0 } tens:
                OnManifest(
                    "driver.publisher",
                    offer,
                    $"{Quote.Of(offer.Path)} is signed{by} and not as a driver: {Names(tens)} with secure boot does not load it into the kernel.",
                    "Have it signed by Microsoft's hardware programme."
                );
                break;
            case SignatureClass.Attested
                when guests.Where(g => !g.TakesAttested).ToList() is { Count: > 0 } others:
                OnManifest(
                    "driver.attested",
                    offer,
                    $"{Quote.Of(offer.Path)} is attested only, which counts on clients from Windows 10 on, and is offered to {Names(others)}.",
                    "Narrow 'when', or have it tested and signed for them."
                );
                break;
        }
    }

    private void OnSystems(DriverOffer offer, DriverStanding standing, List<OfferedGuest> guests)
    {
        if (CatalogSystems.Of(standing.Systems) is not { } systems)
        {
            return;
        }

        var outside = guests.Where(g => g.IsCovered && !systems.Contains(g.System)).ToList();
        if (outside.Count > 0)
        {
            OnManifest(
                "driver.systems",
                offer,
                $"{Quote.Of(standing.Catalog!)} is for {Quote.Of(standing.Systems!)}, and {Quote.Of(offer.Path)} is offered to {Names(outside)}.",
                "Narrow 'when', or have the driver signed for them."
            );
        }
    }

    private void OnManifest(string rule, DriverOffer offer, string message, string mend) =>
        Add(rule, offer.Line, ComponentManifest.FileName, message, mend);

    private void Add(string rule, int? line, string path, string message, string mend)
    {
        var remark = new Finding(rule, message, path, line, mend);
        if (!_remarks.Contains(remark))
        {
            _remarks.Add(remark);
        }
    }

    private static string Names(IReadOnlyList<OfferedGuest> guests) =>
        string.Join(
            ", ",
            guests
                .GroupBy(g => g.Architecture, StringComparer.Ordinal)
                .Select(g => $"{string.Join(" ", g.Select(x => x.Platform).Distinct())} on {g.Key}")
        );

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Shown).Select(Quote.Of))
        + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
}
