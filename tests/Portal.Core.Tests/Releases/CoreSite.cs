using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Backups;
using Portal.Blobs;
using Portal.Data;
using Portal.Health;
using Portal.Images;
using Portal.Jobs;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Protocol;
using Portal.Signing;
using Portal.Testing;

namespace Portal.Releases;

/// <summary>Core with real keys, and releases queued without the web ring and without a scheduler.</summary>
internal sealed class CoreSite : IAsyncDisposable
{
    private readonly TestCore _core;

    private CoreSite(TestCore core) => _core = core;

    public BlobStore Blobs => Get<BlobStore>();

    public TestClock Clock => _core.Clock;

    public IWorkSource Assembly =>
        Get<IEnumerable<IWorkSource>>().Single(s => s.Kind == "assemble");

    public static Task<CoreSite> StartAsync(
        DatabaseProvider provider,
        params (string Name, string Value)[] settings
    ) => StartAsync(provider, _ => { }, settings);

    /// <param name="configure">Puts something else in the place of services.</param>
    public static async Task<CoreSite> StartAsync(
        DatabaseProvider provider,
        Action<IServiceCollection> configure,
        params (string Name, string Value)[] settings
    )
    {
        var site = new CoreSite(
            await TestCore.CreateAsync(
                provider,
                services => configure(services.AddHealth().AddBackups()),
                settings
            )
        );
        await site.Get<ReleaseSigner>().OpenAsync(default);
        return site;
    }

    public T Get<T>()
        where T : notnull => _core.Get<T>();

    public Task<PortalDb> OpenDbAsync() => _core.OpenAsync();

    /// <summary>Puts blobs into the store, as an upload does.</summary>
    public async Task PlaceAsync(params IEnumerable<byte[]> contents)
    {
        await using var staged = Get<StagingArea>().Open();
        var made = new List<StagedBlob>();
        foreach (var bytes in contents)
        {
            made.Add(await staged.AddAsync(bytes, default));
        }

        await using var db = await OpenDbAsync();
        await using var placement = await Blobs.PlaceAsync(db, made, default);
        await placement.CompleteAsync(default);
    }

    /// <summary>A component version as its files in the store; gives its content digest.</summary>
    public async Task<Digest> PlaceComponentAsync(
        string name,
        IReadOnlyDictionary<string, byte[]> files
    )
    {
        var manifest =
            $"component: {name}\nversion: \"1.0\"\nsummary: For tests\nlicense: Apache-2.0\n";
        var all = new Dictionary<string, byte[]>(files)
        {
            ["component.yaml"] = System.Text.Encoding.UTF8.GetBytes(manifest),
        };
        var entries = all.Select(file =>
            ContentEntry.File(
                ContentPath.Parse(file.Key),
                file.Key.EndsWith(".sh", StringComparison.Ordinal),
                file.Value.Length,
                Digest.Of(file.Value)
            )
        );
        Assert.True(
            ContentList.TryCreate(entries, out var list, out var findings),
            string.Join('\n', findings)
        );
        await PlaceAsync([.. all.Values, list.ToBytes().ToArray()]);
        return list.Identity;
    }

    /// <summary>A queued release of the installer and one component with the given files.</summary>
    public async Task<Release> QueueAsync(string version, IReadOnlyDictionary<string, byte[]> files)
    {
        var installer = await PlaceComponentAsync(
            InstallerComponent.Name,
            new Dictionary<string, byte[]> { ["disc/install.sh"] = "#!/bin/sh\n"u8.ToArray() }
        );
        var tool = await PlaceComponentAsync("tool", files);
        var number = Packaging.Versions.ComponentVersionNumber.Parse("1.0");
        var frozen = LockFile.Serialize(
            new ReleaseLock
            {
                Product = "tools",
                Title = "Tools",
                Version = version,
                VolumeId = VolumeId.For("TOOLS", version),
                Layout = Layouts.Newest,
                Epoch = 1_790_000_000,
                DiscKey = Get<ReleaseSigner>().DiscKey,
                Components =
                [
                    new(InstallerComponent.Name, number, "portal", installer, Stage.Default),
                    new("tool", number, "tests", tool, Stage.Default),
                ],
            }
        );
        await PlaceAsync(frozen);
        var product = await Get<Products.ProductService>()
            .CreateAsync(
                Caller.System,
                "tools",
                "Tools",
                "TOOLS",
                [new("tool", null)],
                null,
                default
            );
        var release = Release.Queue(
            product.Value.Product.Id,
            "tools",
            version,
            Digest.Of(frozen),
            [new(0, InstallerComponent.Name, "1.0", installer), new(1, "tool", "1.0", tool)],
            "tests",
            DateTimeOffset.UnixEpoch
        );
        await using var db = await OpenDbAsync();
        db.Add(release);
        db.Audit(Caller.System, "release.create", $"tools/{version}");
        await db.SaveChangesAsync();
        return release;
    }

    public async Task<Release> ReadAsync(Guid id)
    {
        await using var db = await OpenDbAsync();
        return await db.Releases().SingleAsync(r => r.Id == id);
    }

    public async Task<Image> ReadImageAsync(Guid id)
    {
        await using var db = await OpenDbAsync();
        return await db.Images().SingleAsync(i => i.ReleaseId == id);
    }

    public ValueTask DisposeAsync() => _core.DisposeAsync();
}
