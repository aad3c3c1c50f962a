using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// The update repository: makes metadata by typed requests, signs what can be signed here, waits for the signatures that come
/// from elsewhere, and publishes in the order in which a client can never meet half of it. One machine at a time writes a
/// tree; calls take a lock and wait. A kill at any moment leaves what was published before or what is published now,
/// and whatever waited, waits on: the next <see cref="Publish"/> goes on.
/// </summary>
public sealed class UpdateRepository
{
    private readonly PublicTree _tree;
    private readonly KeyFolder _state;
    private readonly PendingFolder _pending;
    private readonly Stager _stager;
    private readonly Publisher _publisher;
    private readonly TimeProvider _clock;

    /// <param name="folder">The tree that is served; made when it is not there.</param>
    /// <param name="state">What waits (0700); made when it is not there. It may be the signer's own folder.</param>
    /// <param name="signer">Signs with the keys that are here.</param>
    /// <param name="clock">For what is due.</param>
    /// <exception cref="KeyFolderException">Others can read the state.</exception>
    public UpdateRepository(string folder, string state, MetadataSigner signer, TimeProvider clock)
    {
        _tree = new PublicTree(folder);
        _state = KeyFolder.Open(Path.Combine(Path.GetFullPath(state), "pending"));
        _pending = new PendingFolder(_state);
        _clock = clock;
        _stager = new Stager(_pending, signer, clock);
        _publisher = new Publisher(_tree, _pending, signer, clock);
        using (FolderLock.Take(_state))
        {
            _state.RemoveTemporaryFiles();
            _tree.Sweep();
        }
    }

    /// <summary>True when clients can use it.</summary>
    public bool IsLive => _tree.Read(RoleName.Timestamp, null) is not null;

    /// <summary>The newest root, for clients to begin with; null before the first.</summary>
    public byte[]? NewestRoot => _tree.ReadNewestRoot();

    /// <summary>
    /// Plans the next root, or the first one, with these keys. It is published as soon as enough of the old and of the new root
    /// keys have signed it, and the roles below are signed by the keys that it names.
    /// </summary>
    /// <returns>True when it is published.</returns>
    public bool PlanRoot(RootPlan plan)
    {
        using (FolderLock.Take(_state))
        {
            _stager.StageRoot(Published.Read(_tree), plan);
            return Flush();
        }
    }

    /// <summary>
    /// Delegates to a channel's role, or to rollout, with these keys; or gives it other keys. A role that was delegated to
    /// stays so for ever.
    /// </summary>
    /// <returns>True when it is published; else it waits for signatures.</returns>
    public bool Delegate(string role, KeyPlan keys)
    {
        _ = UpdateRoles.Delegation(role, keys.ToRoleKeys(role));
        using (FolderLock.Take(_state))
        {
            _stager.StageDelegation(Published.Read(_tree), role, keys);
            return Flush();
        }
    }

    /// <summary>Gives a role these files and no others: a channel's pointer, and the image that it points to.</summary>
    /// <returns>True when it is published; else it waits for signatures.</returns>
    /// <exception cref="TufException"><see cref="TufFault.Refused"/>: not delegated to, or not the role's paths.</exception>
    public bool PublishFiles(string role, params IReadOnlyCollection<TargetContent> files)
    {
        using (FolderLock.Take(_state))
        {
            _stager.StageFiles(Published.Read(_tree), role, [.. files.Select(file => file.File)]);
            foreach (var file in files)
            {
                _tree.WriteTarget(file);
            }

            return Flush();
        }
    }

    /// <summary>Puts one file into the rollout role beside those of the other channels.</summary>
    /// <returns>True when it is published.</returns>
    public bool PublishRollout(TargetContent file)
    {
        using (FolderLock.Take(_state))
        {
            var published = Published.Read(_tree);
            _stager.StageFiles(
                published,
                UpdateRoles.Rollout,
                [
                    .. _stager
                        .FilesOf(published, UpdateRoles.Rollout)
                        .Where(other => other.Path != file.File.Path),
                    file.File,
                ]
            );
            _tree.WriteTarget(file);
            return Flush();
        }
    }

    /// <summary>Signs anew whatever is due, and publishes whatever has become complete. To be called often.</summary>
    /// <param name="everything">
    /// True: all roles, due or not. Needed once after the tree came back from a backup, since clients have seen newer versions
    /// of the roles than the backup has.
    /// </param>
    /// <returns>True when something was published.</returns>
    public bool Publish(bool everything = false)
    {
        using (FolderLock.Take(_state))
        {
            _stager.StageDue(Published.Read(_tree), everything);
            var released = Flush();
            return _publisher.Renew() || released;
        }
    }

    /// <summary>Takes in signatures of metadata that waits, or a root that was made and signed elsewhere.</summary>
    /// <param name="role"><c>root</c>, <c>targets</c> or a delegated role.</param>
    /// <param name="file">The file that was exported, with more signatures; those of strangers are left out.</param>
    /// <returns>True when it is published.</returns>
    /// <exception cref="TufException">It is not what waits, or nobody of the role has signed it.</exception>
    public bool AddSignatures(string role, ReadOnlySpan<byte> file)
    {
        using (FolderLock.Take(_state))
        {
            SignatureImport.Take(Published.Read(_tree), _pending, role, file);
            return Flush();
        }
    }

    /// <summary>The same without publishing: for a machine that holds no keys. Whoever holds them publishes next.</summary>
    /// <inheritdoc cref="AddSignatures"/>
    public void TakeSignatures(string role, ReadOnlySpan<byte> file)
    {
        using (FolderLock.Take(_state))
        {
            SignatureImport.Take(Published.Read(_tree), _pending, role, file);
        }
    }

    /// <summary>Who signs for a role once what waits is out; null when nothing is said of it.</summary>
    public KeyPlan? KeysOf(string role)
    {
        using (FolderLock.Take(_state))
        {
            IDelegator?[] by = RoleName.IsTopLevel(role)
                ? [_pending.Root?.Content, Published.Read(_tree).Root]
                : [_pending.Find(RoleName.Targets)?.Content, Published.Read(_tree).Targets];
            return by.OfType<IDelegator>()
                .Select(authority => KeyPlan.Find(authority, role))
                .FirstOrDefault(plan => plan is not null);
        }
    }

    /// <summary>What a delegated role lists, or will list once what waits is out; empty when nothing.</summary>
    public IReadOnlyCollection<TargetFile> FilesOf(string role)
    {
        using (FolderLock.Take(_state))
        {
            return _stager.FilesOf(Published.Read(_tree), role);
        }
    }

    /// <summary>What a delegated role lists now, as clients see it; null when it is not out.</summary>
    public IReadOnlyCollection<TargetFile>? PublishedFilesOf(string role) =>
        Published.Read(_tree).Roles.GetValueOrDefault(role) is { } file
            ? [.. file.Content.Files.Values]
            : null;

    /// <summary>Every root from the first on.</summary>
    public IReadOnlyList<byte[]> Roots()
    {
        var roots = new List<byte[]>();
        while (_tree.Read(RoleName.Root, roots.Count + 1) is { } root)
        {
            roots.Add(root);
        }

        return roots;
    }

    /// <summary>
    /// Puts roots back that a tree lost, and makes everything anew of which the signer remembers a newer version than the tree
    /// has. To be called before anything else is asked of a tree that may be older than its keys; what it makes goes out with
    /// the next publication. Does nothing to a tree that is as its signer left it.
    /// </summary>
    /// <param name="roots">From the first on.</param>
    public void Recover(IReadOnlyList<byte[]> roots)
    {
        using (FolderLock.Take(_state))
        {
            for (var version = 1; version <= roots.Count; version++)
            {
                _tree.WriteOnce(RoleName.Root, version, roots[version - 1]);
            }

            _stager.StageForgotten(Published.Read(_tree));
        }
    }

    /// <summary>How each role stands, by looking alone: nothing is made, and a publisher may be at work.</summary>
    /// <param name="folder">As the constructor takes it; empty when it is not there.</param>
    public static IReadOnlyList<RoleStatus> Inspect(string folder, string state, DateTimeOffset now)
    {
        var waiting = Path.Combine(Path.GetFullPath(state), "pending");
        if (!Directory.Exists(Path.Combine(folder, "metadata")) || !Directory.Exists(waiting))
        {
            return [];
        }

        var (tree, pending) = (new PublicTree(folder), new PendingFolder(KeyFolder.Open(waiting)));
        for (var tries = 0; ; tries++)
        {
            try
            {
                return StatusReport.Make(Published.Read(tree), pending, now);
            }
            catch (FileNotFoundException) when (tries < 10)
            {
                // What waited a moment ago is out: look again.
            }
        }
    }

    /// <summary>How each role stands, root first.</summary>
    public IReadOnlyList<RoleStatus> Status()
    {
        using (FolderLock.Take(_state))
        {
            return StatusReport.Make(Published.Read(_tree), _pending, _clock.GetUtcNow());
        }
    }

    private bool Flush()
    {
        var published = Published.Read(_tree);
        // What a killed process had published already and not forgotten yet.
        _pending.Forget(published);
        return ReleaseSet.Choose(published, _pending, _clock.GetUtcNow()) is { } release
            && _publisher.Publish(published, release);
    }
}
