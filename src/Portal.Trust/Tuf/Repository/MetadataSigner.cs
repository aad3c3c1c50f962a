using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// Signs typed requests with the keys that are held here. Version and expiry are its own decision: the version is
/// max(last + 1, Unix seconds), counted in its own folder, and thus grows also where the repository, or that folder, came
/// back from a backup.
/// </summary>
public sealed class MetadataSigner
{
    private readonly SigningKeys _keys;
    private readonly KeyFolder _folder;
    private readonly Ledger _ledger;
    private readonly TimeProvider _clock;

    /// <param name="keys">What it signs with.</param>
    /// <param name="folder">Its own memory (0700); made when it is not there.</param>
    /// <param name="clock">For versions and expiry.</param>
    /// <exception cref="KeyFolderException">Others can read the folder.</exception>
    public MetadataSigner(SigningKeys keys, string folder, TimeProvider clock)
    {
        _keys = keys;
        _folder = KeyFolder.Open(folder);
        _ledger = new Ledger(_folder);
        _clock = clock;
        using (FolderLock.Take(_folder))
        {
            _folder.RemoveTemporaryFiles();
        }
    }

    /// <summary>Signs a timestamp.</summary>
    /// <param name="request">What it says.</param>
    /// <param name="published">The version that is out; 0 when none is.</param>
    /// <param name="authorities">Metadata that lists keys for the role: root, or while keys change the old and the new one.</param>
    /// <exception cref="TufException"><see cref="TufFault.Refused"/>: it contradicts what was signed before.</exception>
    public SignedFile<Timestamp> Sign(
        TimestampRequest request,
        long published,
        params IReadOnlyList<IDelegator> authorities
    ) =>
        Sign(
            request,
            published,
            authorities,
            (version, expires) => new Timestamp(version, expires, request.Snapshot),
            SignedFiles.ReadTimestamp,
            last =>
                Require(
                    request.Snapshot.Version >= last.Snapshot.Version,
                    $"timestamp: snapshot {request.Snapshot.Version} after {last.Snapshot.Version}."
                )
        );

    /// <inheritdoc cref="Sign(TimestampRequest, long, IReadOnlyList{IDelegator})"/>
    public SignedFile<Snapshot> Sign(
        SnapshotRequest request,
        long published,
        params IReadOnlyList<IDelegator> authorities
    ) =>
        Sign(
            request,
            published,
            authorities,
            (version, expires) => new Snapshot(version, expires, request.Meta),
            SignedFiles.ReadSnapshot,
            last =>
            {
                // Clients refuse such a snapshot for ever; so it is never made.
                foreach (var (name, meta) in last.Meta)
                {
                    Require(
                        request.Meta.TryGetValue(name, out var now) && now.Version >= meta.Version,
                        $"snapshot: {name} is gone, or older than version {meta.Version}."
                    );
                }
            }
        );

    /// <inheritdoc cref="Sign(TimestampRequest, long, IReadOnlyList{IDelegator})"/>
    public SignedFile<Targets> Sign(
        DelegationsRequest request,
        long published,
        params IReadOnlyList<IDelegator> authorities
    ) =>
        Sign(
            request,
            published,
            authorities,
            (version, expires) =>
                new Targets(version, expires, new Dictionary<string, TargetFile>())
                {
                    Delegations = DelegationsOf(request),
                },
            SignedFiles.ReadTargets,
            _ => { }
        );

    /// <summary>
    /// Those of the request, and those that were signed before and are not in it: a role that was delegated to stays so, since
    /// clients refuse for ever a snapshot without it.
    /// </summary>
    private Delegations DelegationsOf(DelegationsRequest request)
    {
        var before = _ledger.Last(RoleName.Targets) is { } file
            ? SignedFiles.ReadTargets(file).Content.Delegations ?? Delegations.None
            : Delegations.None;
        var kept = before.Roles.Where(role => !request.Roles.ContainsKey(role.Name)).ToList();
        return new Delegations(
            KeyList.Of(
                request
                    .Roles.Values.SelectMany(plan => plan.Keys)
                    .Concat(
                        kept.SelectMany(role => role.Keys.KeyIds).Select(id => before.Keys.Keys[id])
                    )
            ),
            [
                .. request
                    .Roles.Select(role =>
                        UpdateRoles.Delegation(role.Key, role.Value.ToRoleKeys(role.Key))
                    )
                    .Concat(kept)
                    .OrderBy(role => role.Name, StringComparer.Ordinal),
            ]
        );
    }

    /// <inheritdoc cref="Sign(TimestampRequest, long, IReadOnlyList{IDelegator})"/>
    public SignedFile<Targets> Sign(
        FilesRequest request,
        long published,
        params IReadOnlyList<IDelegator> authorities
    )
    {
        CheckFiles(request);
        return Sign(
            request,
            published,
            authorities,
            (version, expires) =>
                new Targets(version, expires, request.Files.ToDictionary(file => file.Path)),
            SignedFiles.ReadTargets,
            _ => { }
        );
    }

    /// <summary>The version that was given to a role last, whatever became of it; 0 when none was. Roots are not counted here.</summary>
    public long LastVersion(string role) =>
        _ledger.Last(role) is { } file
            ? new Fields(StrictJson.Read(file), "file").Child("signed").Number("version", 1)
            : 0;

    /// <summary>Signs a root with the root keys that are held here, if any: it is planned by people, and not a request.</summary>
    internal SignedFile<Root> SignRoot(
        SignedFile<Root> root,
        params IReadOnlyList<IDelegator> authorities
    ) => WithHeldKeys(root, RoleName.Root, authorities);

    private SignedFile<T> Sign<T>(
        SigningRequest request,
        long published,
        IReadOnlyList<IDelegator> authorities,
        Func<long, DateTimeOffset, T> build,
        FileReader<T> read,
        Action<T> judge
    )
        where T : SignedPart
    {
        using (FolderLock.Take(_folder))
        {
            var last = _ledger.Last(request.Role) is { } file ? read(file).Content : null;
            if (last is not null)
            {
                judge(last);
            }

            var now = _clock.GetUtcNow();
            var version = Math.Max(
                Math.Max(last?.Version ?? 0, published) + 1,
                now.ToUnixTimeSeconds()
            );
            Require(version <= JsonValue.MaxInteger, $"{request.Role}: no version is left.");
            var signed = WithHeldKeys(
                SignedFiles.Begin(build(version, now + UpdateRoles.TermsOf(request.Role).Lifetime)),
                request.Role,
                authorities
            );
            _ledger.Record(request.Role, signed.ToBytes());
            return signed;
        }
    }

    private delegate SignedFile<T> FileReader<T>(ReadOnlySpan<byte> file)
        where T : SignedPart;

    private SignedFile<T> WithHeldKeys<T>(
        SignedFile<T> file,
        string role,
        IReadOnlyList<IDelegator> authorities
    )
        where T : SignedPart =>
        _keys
            .Held(authorities.SelectMany(authority => authority.KeysOf(role)?.KeyIds ?? []))
            .Aggregate(file, (signed, key) => signed.SignWith(key));

    private static void CheckFiles(FilesRequest request)
    {
        var pattern = UpdateRoles.PatternOf(request.Role);
        Require(
            pattern is not null,
            $"'{StrictJson.Shown(request.Role)}' is neither a channel's role nor rollout."
        );
        foreach (var file in request.Files)
        {
            Require(
                TargetPath.IsPortable(file.Path) && PathPattern.Matches(pattern!, file.Path),
                $"{request.Role}: '{StrictJson.Shown(file.Path)}' is not one of its paths, {pattern}."
            );
            Require(
                request.Role != UpdateRoles.Rollout || file.Length <= UpdateRoles.MaxRolloutLength,
                $"rollout: {file.Path} has {file.Length} bytes; it says how far, and is no image."
            );
        }
    }

    private static void Require(bool allowed, string message)
    {
        if (!allowed)
        {
            throw new TufException(TufFault.Refused, message);
        }
    }
}
