namespace Portal.Packaging.Inf;

/// <summary>A device that a driver is for.</summary>
/// <param name="Description">As Windows shows it: <c>Red Hat VirtIO Ethernet Adapter</c>.</param>
/// <param name="HardwareId">As its bus reports it: <c>PCI\VEN_1AF4&amp;DEV_1000</c>.</param>
public sealed record DriverDevice(string Description, string HardwareId);
