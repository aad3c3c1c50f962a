namespace Portal.Protocol.Rollouts;

/// <summary>The image that a host has installed last.</summary>
public sealed record InstalledImage(string Version, Digest Sha256);
