using Portal.Protocol;

namespace Portal.Uploads;

/// <summary>What a request says of the bytes that it brings.</summary>
/// <param name="Offset">Where they belong.</param>
/// <param name="Length">How many they are; null when that shows at their end.</param>
/// <param name="Checksum">Their SHA-256; null: not given.</param>
public sealed record UploadChunk(long Offset, long? Length = null, Digest? Checksum = null);
