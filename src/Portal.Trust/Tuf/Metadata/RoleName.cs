using System.Text;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>Names of roles: the four top-level ones, and how any name becomes a file name.</summary>
public static class RoleName
{
    public const string Root = "root";
    public const string Targets = "targets";
    public const string Snapshot = "snapshot";
    public const string Timestamp = "timestamp";

    /// <summary>Length of a name in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>True for one of the four. No delegation may bear such a name: it breaks every client.</summary>
    public static bool IsTopLevel(string name) => name is Root or Targets or Snapshot or Timestamp;

    /// <summary>True for a name that a delegated role can have: 1 to 200 characters, not top-level.</summary>
    public static bool IsDelegated(string name) =>
        name.Length is > 0 and <= MaxLength && !IsTopLevel(name);

    /// <summary>
    /// The role's file in the repository, below the metadata's address: <c>17.stable.guest-tools.json</c>, percent-encoded
    /// as encodeURIComponent does, so that a name with a slash is never a path.
    /// </summary>
    public static string ToFile(string name, long? version) =>
        version is { } number ? $"{number}.{Encode(name)}.json" : $"{Encode(name)}.json";

    /// <summary>Percent-encodes all but <c>A-Z a-z 0-9 - _ .</c>; lone dots cannot arise, since something follows.</summary>
    internal static string Encode(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('%').Append(b.ToString("X2"));
            }
        }

        return text.ToString();
    }
}
