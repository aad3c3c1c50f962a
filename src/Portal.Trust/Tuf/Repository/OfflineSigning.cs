using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// Signing where no portal is: a person carries a metadata file to the machine with the key, reads what it says, signs, and
/// carries the file back.
/// </summary>
public static class OfflineSigning
{
    /// <summary>Reads what a file would say if it were signed; a root or the metadata of a targets role.</summary>
    /// <exception cref="TufException">It is neither.</exception>
    public static SignedPart Read(ReadOnlySpan<byte> file) =>
        IsRoot(file) ? SignedFiles.ReadRoot(file).Content : SignedFiles.ReadTargets(file).Content;

    /// <summary>The file with one more signature.</summary>
    /// <exception cref="TufException">It is no root or targets metadata: those of snapshot and timestamp are made online.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> file, TufPrivateKey key) =>
        IsRoot(file)
            ? SignedFiles.ReadRoot(file).SignWith(key).ToBytes()
            : SignedFiles.ReadTargets(file).SignWith(key).ToBytes();

    internal static bool IsRoot(ReadOnlySpan<byte> file) =>
        new Fields(StrictJson.Read(file), "file").Child("signed").Text("_type") == RoleName.Root;
}
