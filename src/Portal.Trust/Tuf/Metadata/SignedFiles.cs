namespace Portal.Trust.Tuf.Metadata;

/// <summary>Reads metadata files, and begins new ones.</summary>
public static class SignedFiles
{
    // Each costs an ECDSA verification at most; a role has a handful.
    private const int MaxSignatures = 256;

    /// <summary>A file without signatures yet.</summary>
    public static SignedFile<T> Begin<T>(T content)
        where T : SignedPart => new(content, content.ToJson(), [], JsonObject.Empty);

    /// <summary>Reads a file; nothing is said yet about who signed it.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Malformed"/> or <see cref="TufFault.WrongType"/>.</exception>
    public static SignedFile<Root> ReadRoot(ReadOnlySpan<byte> file) => Read(file, Root.FromJson);

    /// <inheritdoc cref="ReadRoot"/>
    public static SignedFile<Targets> ReadTargets(ReadOnlySpan<byte> file) =>
        Read(file, Targets.FromJson);

    /// <inheritdoc cref="ReadRoot"/>
    public static SignedFile<Snapshot> ReadSnapshot(ReadOnlySpan<byte> file) =>
        Read(file, Snapshot.FromJson);

    /// <inheritdoc cref="ReadRoot"/>
    public static SignedFile<Timestamp> ReadTimestamp(ReadOnlySpan<byte> file) =>
        Read(file, Timestamp.FromJson);

    private static SignedFile<T> Read<T>(ReadOnlySpan<byte> file, Func<JsonValue, T> read)
        where T : SignedPart
    {
        var fields = new Fields(StrictJson.Read(file), "file");
        var signed = fields.Child("signed").Object;
        var content = read(signed);
        var signatures = fields
            .Items("signatures")
            .Take(MaxSignatures + 1)
            .Select(item => Signature.FromJson(item.Value, item.Path))
            .ToList();
        if (signatures.Count > MaxSignatures)
        {
            throw fields.Wrong("signatures", $"a list of at most {MaxSignatures}");
        }

        // The specification: a key id is in the list once.
        return signatures.DistinctBy(signature => signature.KeyId).Count() == signatures.Count
            ? new SignedFile<T>(content, signed, signatures, fields.Rest("signed", "signatures"))
            : throw fields.Wrong("signatures", "a list in which each key id is once");
    }
}
