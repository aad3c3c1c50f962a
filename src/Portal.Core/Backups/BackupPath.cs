using System.Text.RegularExpressions;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>
/// What files of a backup are called. A manifest comes from outside: a path in it becomes a path of this machine only when
/// it is one of these.
/// <code>
/// database.sqlite | database.pgdump
/// blobs/sha256/ab/HEX
/// keys/...         what signs: openpgp/, disc/
/// sessions/...     what protects the cookies of people who are signed in
/// </code>
/// </summary>
internal static partial class BackupPath
{
    public const string Sqlite = "database.sqlite";
    public const string PostgreSql = "database.pgdump";
    public const string Blobs = "blobs/";
    public const string Keys = "keys/";
    public const string Sessions = "sessions/";

    public static string OfBlob(Digest digest) => $"{Blobs}sha256/{digest.Hex[..2]}/{digest.Hex}";

    /// <summary>The digest that the path of a blob names; null for any other path.</summary>
    public static Digest? BlobOf(string path) =>
        path.StartsWith(Blobs, StringComparison.Ordinal)
        && Digest.TryParse(path[(path.LastIndexOf('/') + 1)..], out var digest)
        && OfBlob(digest) == path
            ? digest
            : null;

    public static bool IsDatabase(string path) => path is Sqlite or PostgreSql;

    public static bool IsKey(string path) =>
        (
            path.StartsWith(Keys, StringComparison.Ordinal)
            || path.StartsWith(Sessions, StringComparison.Ordinal)
        ) && Segments().IsMatch(path);

    public static bool IsValid(string path) =>
        IsDatabase(path) || IsKey(path) || BlobOf(path) is not null;

    // No segment begins with a dot, so none is "..".
    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._~-]*(/[A-Za-z0-9_][A-Za-z0-9._~-]*)+\z")]
    private static partial Regex Segments();
}
