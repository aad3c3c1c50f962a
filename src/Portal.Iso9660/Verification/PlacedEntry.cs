namespace Portal.Iso9660.Verification;

/// <summary>One System Use entry with its place.</summary>
internal sealed record PlacedEntry(string Signature, byte[] Bytes, Place Place);
