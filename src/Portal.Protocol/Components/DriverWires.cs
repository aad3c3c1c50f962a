using Portal.Protocol.Problems;

namespace Portal.Protocol.Components;

/// <summary><c>GET /api/v1/components/{component}/versions/{version}/drivers</c>: what a version brings for Windows.</summary>
/// <param name="Drivers">By path.</param>
/// <param name="Remarks">What should be looked at and stops nobody; null while the version was not looked into.</param>
public sealed record DriversWire(
    IReadOnlyList<DriverWire> Drivers,
    IReadOnlyList<Finding>? Remarks
);

/// <summary>A Windows driver: an INF file and what it brings.</summary>
/// <param name="Inf">Path of the INF file.</param>
/// <param name="Class">How it is signed, of the architecture that is worst off: a class of <see cref="SignatureWire"/>, or <c>unsigned</c>.</param>
/// <param name="Offered">The same of those to which an entry offers it; null when none does.</param>
/// <param name="SetupClass"><c>Net</c>, <c>SCSIAdapter</c>.</param>
/// <param name="Version">Of DriverVer.</param>
/// <param name="Date">Of DriverVer.</param>
/// <param name="Devices">The first 200 of <paramref name="DeviceCount"/>.</param>
public sealed record DriverWire(
    string Inf,
    string Class,
    string? Offered,
    string? Provider,
    string? SetupClass,
    string? ClassGuid,
    string? Version,
    DateOnly? Date,
    IReadOnlyList<DriverArchitectureWire> Architectures,
    IReadOnlyList<DriverSystemWire> Systems,
    IReadOnlyList<DriverDeviceWire> Devices,
    int DeviceCount
);

/// <summary>How a driver is signed for an architecture.</summary>
/// <param name="Catalog">Its path, or the name by which it is missed; null when the INF file asks for none.</param>
/// <param name="Systems">The systems of the catalog, as written: <c>2:6.1,2:10.0</c>.</param>
/// <param name="Strangers">Files that the catalog does not have as they are.</param>
/// <param name="Missing">Files that the INF file asks for in vain.</param>
public sealed record DriverArchitectureWire(
    string Architecture,
    string Class,
    string? Catalog,
    string? Signer,
    DateTimeOffset? Timestamp,
    string? Problem,
    string? Systems,
    IReadOnlyList<string> Strangers,
    IReadOnlyList<string> Missing
);

/// <summary>For which Windows a driver has models: the lowest version, as <c>10.0</c>, and build; null: any.</summary>
/// <param name="Product">1 clients, 2 domain controllers, 3 servers; null: all.</param>
public sealed record DriverSystemWire(
    string Architecture,
    string? System,
    int? Build,
    int? Product
);

public sealed record DriverDeviceWire(string Description, string HardwareId);
