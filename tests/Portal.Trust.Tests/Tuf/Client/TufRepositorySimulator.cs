using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Client;

/// <summary>
/// A repository in memory that does whatever it is told, right or wrong: each attack is a few lines. It knows nothing of the
/// code that publishes for real.
/// </summary>
internal sealed class TufRepositorySimulator : IFetcher, IDisposable
{
    private static readonly string[] TopLevel =
    [
        RoleName.Root,
        RoleName.Targets,
        RoleName.Snapshot,
        RoleName.Timestamp,
    ];

    public TufRepositorySimulator()
    {
        foreach (var role in TopLevel)
        {
            Keys[role] = [TufPrivateKey.Generate()];
        }

        Root = new Root(
            0,
            Clock.Now.AddDays(365),
            KeyList.Empty,
            new Dictionary<string, RoleKeys>()
        );
        Roles[RoleName.Targets] = new Targets(
            0,
            Clock.Now.AddDays(365),
            new Dictionary<string, TargetFile>()
        );
        Snapshot = new Snapshot(0, Clock.Now.AddDays(7), new Dictionary<string, MetaFile>());
        Timestamp = new Timestamp(0, Clock.Now.AddDays(1), new MetaFile(1));
        PublishRoot();
        Publish(RoleName.Targets);
    }

    public SetClock Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Who signs; the keys that the next root names are these.</summary>
    public Dictionary<string, List<TufPrivateKey>> Keys { get; } = [];

    public Dictionary<string, int> Thresholds { get; } = [];

    public Root Root { get; set; }

    public Dictionary<string, Targets> Roles { get; } = [];

    public Snapshot Snapshot { get; set; }

    public Timestamp Timestamp { get; set; }

    /// <summary>What is served below the metadata's and the targets' address.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>What was asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Puts a stream in the place of a file.</summary>
    public Func<string, Stream?>? Instead { get; set; }

    public byte[] FirstRoot => Files["1.root.json"];

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        Requests.Add(path);
        return Task.FromResult(
            Instead?.Invoke(path)
                ?? (Files.TryGetValue(path, out var file) ? new MemoryStream(file) : null)
        );
    }

    /// <summary>The next root: signed by the keys of this one and of the last, as it has to be, or by the given ones.</summary>
    public void PublishRoot(IEnumerable<TufPrivateKey>? signers = null, long? version = null)
    {
        var before = Root;
        Root = Root with
        {
            Version = version ?? Root.Version + 1,
            Keys = KeyList.Of(TopLevel.SelectMany(role => Keys[role]).Select(key => key.Public)),
            Roles = TopLevel.ToDictionary(
                role => role,
                role => new RoleKeys(
                    [.. Keys[role].Select(key => key.Public.KeyId).Distinct()],
                    Thresholds.GetValueOrDefault(role, 1)
                )
            ),
        };
        signers ??= Keys[RoleName.Root].Concat(_everyRootKey);
        Files[$"{before.Version + 1}.root.json"] = Sign(Root, signers).ToBytes();
        _everyRootKey.UnionWith(Keys[RoleName.Root]);
    }

    /// <summary>New versions of these targets roles, and of snapshot and timestamp.</summary>
    public void Publish(params string[] roles)
    {
        foreach (var role in roles)
        {
            PublishRole(role);
        }

        PublishSnapshot();
        PublishTimestamp();
    }

    public void PublishRole(string role)
    {
        Roles[role] = Roles[role] with { Version = Roles[role].Version + 1 };
        var file = Sign(Roles[role], Keys[role]).ToBytes();
        Files[RoleName.ToFile(role, Roles[role].Version)] = file;
        List(role, MetaFile.Of(Roles[role].Version, file));
    }

    public void List(string role, MetaFile meta) =>
        Snapshot = Snapshot with
        {
            Meta = new Dictionary<string, MetaFile>(Snapshot.Meta) { [role + ".json"] = meta },
        };

    public void PublishSnapshot()
    {
        Snapshot = Snapshot with { Version = Snapshot.Version + 1 };
        var file = Sign(Snapshot, Keys[RoleName.Snapshot]).ToBytes();
        Files[$"{Snapshot.Version}.snapshot.json"] = file;
        Timestamp = Timestamp with { Snapshot = MetaFile.Of(Snapshot.Version, file) };
    }

    public void PublishTimestamp()
    {
        Timestamp = Timestamp with { Version = Timestamp.Version + 1 };
        Files["timestamp.json"] = Sign(Timestamp, Keys[RoleName.Timestamp]).ToBytes();
    }

    /// <summary>A target in a role, with its bytes where a client looks for them.</summary>
    public void Add(string role, string path, byte[] content)
    {
        var file = TargetFile.Of(path, content);
        Roles[role] = Roles[role] with
        {
            Files = new Dictionary<string, TargetFile>(Roles[role].Files) { [path] = file },
        };
        Files[file.HashedPath] = content;
    }

    public void Delegate(
        string from,
        string to,
        string[] paths,
        bool terminating = false,
        int keys = 1,
        int threshold = 1
    )
    {
        if (!Roles.ContainsKey(to))
        {
            Keys[to] = [.. Enumerable.Range(0, keys).Select(_ => TufPrivateKey.Generate())];
            Roles[to] = new Targets(0, Clock.Now.AddDays(90), new Dictionary<string, TargetFile>());
        }

        var known = Roles[from].Delegations ?? Delegations.None;
        Roles[from] = Roles[from] with
        {
            Delegations = new Delegations(
                KeyList.Of(known.Keys.Keys.Values.Concat(Keys[to].Select(key => key.Public))),
                [
                    .. known.Roles,
                    new DelegatedRole(
                        to,
                        new RoleKeys([.. Keys[to].Select(key => key.Public.KeyId)], threshold),
                        terminating
                    )
                    {
                        Paths = paths,
                    },
                ]
            ),
        };
    }

    /// <summary>Another key for a role, in a new root.</summary>
    public void Rotate(params string[] roles)
    {
        foreach (var role in roles)
        {
            Keys[role] = [TufPrivateKey.Generate()];
        }

        PublishRoot();
    }

    public static SignedFile<T> Sign<T>(T content, IEnumerable<TufPrivateKey> keys)
        where T : SignedPart =>
        keys.Aggregate(SignedFiles.Begin(content), (file, key) => file.SignWith(key));

    public void Dispose()
    {
        foreach (var key in Keys.Values.SelectMany(keys => keys).Concat(_everyRootKey))
        {
            key.Dispose();
        }
    }

    private readonly HashSet<TufPrivateKey> _everyRootKey = [];
}
