using Portal.Trust.Tests.Tuf.Repository;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Trust.Tests.Tuf.Interop;

/// <summary>A published tree in the hands of somebody who may write to it, and who has stolen whatever keys an attack needs.</summary>
internal sealed class AttackedTree(RealRepository real, string tree)
{
    public string Metadata => Path.Combine(tree, "metadata");

    public Timestamp Timestamp => SignedFiles.ReadTimestamp(Read("timestamp.json")).Content;

    public Snapshot Snapshot =>
        SignedFiles.ReadSnapshot(Read($"{Timestamp.Snapshot.Version}.snapshot.json")).Content;

    public Targets Role(string role) => SignedFiles.ReadTargets(Read(FileOf(role))).Content;

    public string FileOf(string role) => RoleName.ToFile(role, Snapshot.Of(role)!.Version);

    public byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Metadata, file));

    public void Write(string file, byte[] content) =>
        File.WriteAllBytes(Path.Combine(Metadata, file), content);

    /// <summary>All files whose hashed name ends so get other bytes.</summary>
    public void OverwriteTarget(string name, byte[] content)
    {
        foreach (
            var file in Directory.GetFiles(
                Path.Combine(tree, "targets"),
                $"*.{name}",
                SearchOption.AllDirectories
            )
        )
        {
            File.WriteAllBytes(file, content);
        }
    }

    public void SetTimestamp(Timestamp timestamp, params TufPrivateKey[] keys) =>
        Write("timestamp.json", Sign(timestamp, RoleName.Timestamp, keys));

    public void SetSnapshot(Snapshot snapshot, params TufPrivateKey[] keys)
    {
        var now = Timestamp;
        var file = Sign(snapshot, RoleName.Snapshot, keys);
        Write($"{snapshot.Version}.snapshot.json", file);
        SetTimestamp(
            now with
            {
                Version = now.Version + 1,
                Snapshot = MetaFile.Of(snapshot.Version, file),
            }
        );
    }

    public void SetRole(string role, Targets targets, params TufPrivateKey[] keys) =>
        SetRoleFile(role, targets.Version, Sign(targets, role, keys));

    public void SetRoleFile(string role, long version, byte[] file)
    {
        Write(RoleName.ToFile(role, version), file);
        List(role, MetaFile.Of(version, file));
    }

    public void List(string role, MetaFile meta)
    {
        var now = Snapshot;
        SetSnapshot(
            now with
            {
                Version = now.Version + 1,
                Meta = new Dictionary<string, MetaFile>(now.Meta) { [role + ".json"] = meta },
            }
        );
    }

    public byte[] Sign<T>(T content, string role, params TufPrivateKey[] keys)
        where T : SignedPart
    {
        using var held = keys.Length > 0 ? null : KeyOf(role);
        return (held is null ? keys : [held])
            .Aggregate(SignedFiles.Begin(content), (file, key) => file.SignWith(key))
            .ToBytes();
    }

    /// <summary>The role's key, as the thief has it.</summary>
    public TufPrivateKey KeyOf(string role)
    {
        IDelegator root = SignedFiles.ReadRoot(Read("1.root.json")).Content;
        var by = RoleName.IsTopLevel(role)
            ? root
            : SignedFiles.ReadTargets(Read(FileOf(RoleName.Targets))).Content;
        return TufPrivateKey.FromPem(real.Keys.Export(by.KeysOf(role)!.KeyIds[0])!);
    }
}
