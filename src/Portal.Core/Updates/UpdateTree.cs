using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Signing;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;
using HeldKeys = Portal.Trust.Tuf.Repository.SigningKeys;

namespace Portal.Updates;

/// <summary>
/// Where the update repository is, and what signs it.
/// <code>
/// updates/metadata/  targets/   what is served below /tuf/
///         pending/              metadata that waits for signatures
/// keys/tuf/KEYID.pem            private keys that are held here
///          signed/              what was signed last for each role: versions only grow, whatever is restored
///          roots/               every root that was published: a tree that was lost is made again from them
/// </code>
/// </summary>
public sealed class UpdateTree : IDisposable
{
    private readonly string _keys;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _stands;
    private readonly Lock _sync = new();
    private HeldKeys? _held;
    private UpdateRepository? _repository;
    private (DateTimeOffset At, IReadOnlyList<RoleStatus> Roles)? _seen;

    public UpdateTree(
        DataFolder data,
        IOptions<UpdateOptions> options,
        IOptions<SigningOptions> signing,
        TimeProvider clock
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(signing);
        Folder =
            options.Value.Path.Length == 0
                ? System.IO.Path.Combine(data.Path, "updates")
                : System.IO.Path.GetFullPath(options.Value.Path);
        _keys = System.IO.Path.Combine(
            signing.Value.KeysPath.Length == 0
                ? data.Keys
                : System.IO.Path.GetFullPath(signing.Value.KeysPath),
            "tuf"
        );
        _stands = options.Value.RefreshInterval;
        _clock = clock;
    }

    /// <summary>Absolute.</summary>
    public string Folder { get; }

    /// <summary>Private keys of this node; the folder is made when it is not there.</summary>
    internal HeldKeys Held
    {
        get
        {
            lock (_sync)
            {
                return _held ??= HeldKeys.Open(_keys);
            }
        }
    }

    /// <summary>To write it; whoever asks holds <see cref="UpdateLock"/>.</summary>
    internal UpdateRepository Repository
    {
        get
        {
            var held = Held;
            lock (_sync)
            {
                return _repository ??= new UpdateRepository(
                    Folder,
                    Folder,
                    NewSigner(held),
                    _clock
                );
            }
        }
    }

    internal RootMemory Roots => new(System.IO.Path.Combine(_keys, "roots"));

    /// <summary>
    /// How each role stands, root first, as it was seen a moment ago; empty before the first publication, and while the tree
    /// cannot be read, which the doctor tells: pages of other things go on.
    /// </summary>
    public IReadOnlyList<RoleStatus> Look()
    {
        lock (_sync)
        {
            if (_seen is { } seen && _clock.GetUtcNow() - seen.At < _stands)
            {
                return seen.Roles;
            }
        }

        try
        {
            return LookAgain();
        }
        catch (Exception e) when (e is TufException or KeyFolderException or IOException)
        {
            return [];
        }
    }

    /// <summary>The next look is at the tree as it is then.</summary>
    internal void Forget()
    {
        lock (_sync)
        {
            _seen = null;
        }
    }

    /// <summary>The same, as it is now.</summary>
    /// <exception cref="TufException">The tree is damaged.</exception>
    /// <exception cref="KeyFolderException">Others can read what waits.</exception>
    public IReadOnlyList<RoleStatus> LookAgain()
    {
        var now = _clock.GetUtcNow();
        var roles = UpdateRepository.Inspect(Folder, Folder, now);
        lock (_sync)
        {
            _seen = (now, roles);
        }

        return roles;
    }

    /// <summary>
    /// True when this node may publish: it holds the keys of snapshot and timestamp, or there is nothing that keys were
    /// made for yet.
    /// </summary>
    internal bool CanSign()
    {
        var roles = Look();
        return roles.Count == 0
            ? Held.Ids.Count > 0
                || !File.Exists(System.IO.Path.Combine(Folder, "metadata", UpdateFiles.Timestamp))
            : Holds(RoleName.Snapshot) && Holds(RoleName.Timestamp);

        bool Holds(string role) =>
            roles.FirstOrDefault(r => r.Role == role)?.Signers is not { } signers
            || signers.Keys.Select(k => k.KeyId).Intersect(Held.Ids, StringComparer.Ordinal).Count()
                >= signers.Threshold;
    }

    /// <summary>True when this node holds any key of the repository; makes no folder to find out.</summary>
    internal bool HoldsKeys => Directory.Exists(_keys) && Held.Ids.Count > 0;

    /// <summary>The version that this node's signer gave to a role last.</summary>
    internal long LastSigned(string role) => NewSigner(Held).LastVersion(role);

    /// <summary>The bytes of a target; null when they are not there.</summary>
    internal byte[]? ReadTarget(TargetFile file)
    {
        var path = System.IO.Path.Combine(Folder, "targets", file.HashedPath);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public void Dispose() => _held?.Dispose();

    private MetadataSigner NewSigner(HeldKeys held) =>
        new(held, System.IO.Path.Combine(_keys, "signed"), _clock);
}
