using Portal.Packaging.Contents;
using Portal.Protocol;
using Portal.Protocol.Components;
using Portal.Shell;

namespace Portal.Components;

internal static class ComponentMapping
{
    public static ComponentWire ToWire(this ComponentOverview overview) =>
        new(
            overview.Component.Name,
            overview.Component.Project,
            overview.Newest,
            overview.Summary,
            overview.Versions,
            overview.Component.CreatedAt
        );

    public static ComponentVersionWire ToWire(this OwnedVersion owned) =>
        owned.Version.ToWire(owned.Project);

    public static ComponentVersionWire ToWire(this ComponentVersion version, string project) =>
        new(
            version.Component,
            version.Version,
            project,
            version.Content,
            version.Summary,
            version.License,
            version.Changes,
            version.Stage,
            version.Requires,
            version.After,
            version.Files,
            version.Bytes,
            version.UploadedBy,
            version.UploadedAt,
            version is { YankReason: { } reason, YankedBy: { } by, YankedAt: { } at }
                ? new YankWire(reason, by, at)
                : null
        );

    public static FileWire ToWire(this ContentEntry entry, SignedFile? signed) =>
        new(
            entry.Path.Value,
            entry.Kind switch
            {
                ContentKind.File => "file",
                ContentKind.Directory => "directory",
                _ => "symlink",
            },
            entry.Length,
            entry.Kind is ContentKind.File ? entry.Sha256 : (Digest?)null,
            Convert.ToString(entry.Mode, 8).PadLeft(4, '0'),
            entry.LinkTarget,
            signed?.ToSignature(),
            signed?.Catalog
        );

    public static SetupWire ToWire(this SetupFile setup) =>
        new(
            setup.Installers.Version,
            setup.Installers.Content,
            setup.Entry.Path.Value,
            setup.Entry.Length,
            setup.Entry.Sha256,
            setup.Signature?.ToSignature()
        );

    private static SignatureWire? ToSignature(this SignedFile signed) =>
        signed.Class is { } found
            ? new SignatureWire(
                found,
                signed.Problem is null,
                signed.Signer,
                signed.Timestamp,
                signed.Problem
            )
            : null;

    public static DriversWire ToWire(this VersionDrivers drivers) =>
        new([.. drivers.Drivers.Select(d => d.ToWire())], drivers.Remarks);

    private static DriverWire ToWire(this ComponentDriver driver)
    {
        var facts = driver.Facts;
        return new(
            driver.Path,
            driver.Class,
            driver.Offered,
            facts.Provider,
            facts.SetupClass,
            facts.ClassGuid,
            facts.Version,
            facts.Date,
            [
                .. facts.Architectures.Select(a => new DriverArchitectureWire(
                    a.Architecture,
                    a.Class,
                    a.Catalog,
                    a.Signer,
                    a.Timestamp,
                    a.Problem,
                    a.Systems,
                    a.Strangers,
                    a.Missing
                )),
            ],
            [
                .. facts.Systems.Select(s => new DriverSystemWire(
                    s.Architecture,
                    s.System,
                    s.Build,
                    s.Product
                )),
            ],
            [.. facts.Devices.Select(d => new DriverDeviceWire(d.Description, d.HardwareId))],
            facts.DeviceCount
        );
    }

    /// <summary>Where a version is; its <c>+</c> and <c>:</c> are escaped.</summary>
    public static string PathOf(this ComponentVersion version) =>
        $"{PortalEndpoints.Api}/components/{version.Component}/versions/{Uri.EscapeDataString(version.Version)}";
}
