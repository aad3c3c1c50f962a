using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Trust.Tests.Tuf.Repository;

/// <summary>A repository in a folder, with its keys, as a portal has it; and clients of it.</summary>
internal sealed class RealRepository : IDisposable
{
    public const string Stable = "stable.guest-tools";
    public const string Pointer = "stable/guest-tools/channel.json";
    public const string Iso = "stable/guest-tools/guest-tools-1.4.iso";

    private readonly TemporaryFolder _folder = new();

    public RealRepository(DateTimeOffset? now = null)
    {
        Clock = new SetClock(now ?? new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        Keys = SigningKeys.Open(_folder.At("keys"));
        Repository = Open();
    }

    public SetClock Clock { get; }

    public SigningKeys Keys { get; }

    public UpdateRepository Repository { get; private set; }

    public string Tree => _folder.At("tree");

    public string Metadata => _folder.At("tree", "metadata");

    public string Targets => _folder.At("tree", "targets");

    public string At(params string[] parts) => _folder.At(parts);

    /// <summary>As after a restart.</summary>
    public UpdateRepository Open() =>
        new(
            _folder.At("tree"),
            _folder.At("state"),
            new MetadataSigner(Keys, _folder.At("signer"), Clock),
            Clock
        );

    public void Restart() => Repository = Open();

    /// <summary>One key for each top-level role, held here, and the two roles that the tests use.</summary>
    public RealRepository Live()
    {
        Plan = new RootPlan(One(), One(), One(), One());
        Assert.True(Repository.PlanRoot(Plan));
        Assert.True(Repository.Delegate(UpdateRoles.Rollout, One()));
        Assert.True(Repository.Delegate(Stable, One()));
        return this;
    }

    public RootPlan Plan { get; set; } = null!;

    public KeyPlan One() => KeyPlan.Of(Keys.Generate());

    /// <summary>Makes a key that is nowhere but in the returned object.</summary>
    public static TufPrivateKey Offline() => TufPrivateKey.Generate();

    public bool Release(string text = "release 1") =>
        Repository.PublishFiles(
            Stable,
            TargetContent.Of(Pointer, System.Text.Encoding.UTF8.GetBytes(text)),
            TargetContent.Of(Iso, System.Text.Encoding.UTF8.GetBytes("iso of " + text))
        );

    public TrustStore NewClient(string name = "client")
    {
        var store = new TrustStore(_folder.At(name));
        store.Write(RoleName.Root, File.ReadAllBytes(Path.Combine(Metadata, "1.root.json")));
        return store;
    }

    /// <summary>What a client with that store gets for a path, from a copy of the tree if one is named.</summary>
    public async Task<string?> GetAsync(TrustStore store, string path, string? tree = null)
    {
        using var updater = new Updater(
            store,
            new FolderFetcher(Path.Combine(tree ?? Tree, "metadata")),
            Clock
        );
        if (await updater.FindAsync(path, CancellationToken.None) is not { } target)
        {
            return null;
        }

        var file = _folder.At(Guid.NewGuid().ToString("n"));
        await updater.DownloadAsync(
            target,
            new FolderFetcher(Path.Combine(tree ?? Tree, "targets")),
            file,
            CancellationToken.None
        );
        return await File.ReadAllTextAsync(file);
    }

    public RoleStatus StatusOf(string role) =>
        Repository.Status().Single(status => status.Role == role);

    /// <summary>The tree as it is now, aside.</summary>
    public string Copy(string name)
    {
        var to = _folder.At(name);
        Assert.Equal(0, Tool.Run(_folder.Path, "cp", "-a", Tree, to).ExitCode);
        return to;
    }

    public void Dispose()
    {
        Keys.Dispose();
        _folder.Dispose();
    }
}
