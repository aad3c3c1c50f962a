namespace Portal.Cli.Packages;

/// <summary>Which Windows a driver has models for.</summary>
/// <param name="Architecture">Canonical.</param>
/// <param name="Build">The lowest build; null for any.</param>
internal sealed record DriverTarget(string Architecture, int? Build);
