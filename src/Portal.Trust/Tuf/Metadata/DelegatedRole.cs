using System.Security.Cryptography;
using System.Text;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>A role that another one trusts with some paths.</summary>
/// <param name="Name">Not one of the four top-level names.</param>
/// <param name="Keys">Who signs for it.</param>
/// <param name="Terminating">True: whoever is not found here is not looked for any further.</param>
public sealed record DelegatedRole(string Name, RoleKeys Keys, bool Terminating)
{
    /// <summary>Patterns as <see cref="PathPattern"/> reads them; empty when hash prefixes are given instead.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Hexadecimal beginnings of the SHA-256 of the target's path.</summary>
    public IReadOnlyList<string> PathHashPrefixes { get; init; } = [];

    /// <summary>Fields that nobody here knows.</summary>
    public JsonObject Unknown { get; init; } = JsonObject.Empty;

    /// <summary>True when the role is trusted with the path.</summary>
    public bool Covers(string path)
    {
        if (Paths.Any(pattern => PathPattern.Matches(pattern, path)))
        {
            return true;
        }

        if (PathHashPrefixes.Count == 0)
        {
            return false;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
        return PathHashPrefixes.Any(prefix => hash.StartsWith(prefix, StringComparison.Ordinal));
    }

    internal static DelegatedRole FromJson(JsonValue json, string path)
    {
        var fields = new Fields(json, path);
        var name = fields.Text("name");
        if (!RoleName.IsDelegated(name))
        {
            throw fields.Wrong("name", "a name that a delegated role can have");
        }

        if (fields.Has("paths") == fields.Has("path_hash_prefixes"))
        {
            throw new TufException(
                TufFault.Malformed,
                $"{path} needs either paths or path_hash_prefixes."
            );
        }

        return new DelegatedRole(name, RoleKeys.Read(fields), fields.Boolean("terminating"))
        {
            Paths = fields.Has("paths") ? fields.Strings("paths") : [],
            PathHashPrefixes = fields.Has("path_hash_prefixes")
                ? fields.Strings("path_hash_prefixes")
                : [],
            Unknown = fields.Rest(
                "name",
                "keyids",
                "threshold",
                "terminating",
                "paths",
                "path_hash_prefixes"
            ),
        };
    }

    internal JsonObject ToJson()
    {
        var json = new FieldWriter()
            .Add("name", Name)
            .Add("keyids", Keys.KeyIds)
            .Add("threshold", Keys.Threshold)
            .Add("terminating", Terminating);
        _ =
            PathHashPrefixes.Count > 0
                ? json.Add("path_hash_prefixes", PathHashPrefixes)
                : json.Add("paths", Paths);
        return json.Rest(Unknown).Done();
    }
}
