using System.Net;
using Portal.Cli.Tests.Testing;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Linting;
using Portal.Packaging.Locks;
using Portal.Protocol;
using Portal.Protocol.Problems;
using Portal.Protocol.Releases;
using Portal.Testing;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;

namespace Portal.Cli.Tests.Images;

/// <summary>
/// A release as a portal publishes it: lock, signed contents, image, sums and OpenPGP signatures, made with the
/// libraries that the portal uses and with keys made for this test, in a folder and behind a fake portal.
/// </summary>
public sealed class PublishedRelease : IAsyncLifetime
{
    public const string Product = "guest-tools";
    public const string Version = "1.0";

    private readonly GtpRun _gtp = new();
    private readonly Dictionary<string, byte[]> _archives = [];

    /// <summary>What lies under <c>/download/guest-tools/1.0/</c>, as files.</summary>
    public string Downloads => Path.Combine(_gtp.Folder, "downloads");

    /// <summary>The components as folders.</summary>
    public string Components => Path.Combine(_gtp.Folder, "components");

    public string Image => Path.Combine(Downloads, ReleaseFiles.Image(Product, Version));

    /// <summary>The OpenPGP key, as a file.</summary>
    public string Key => Path.Combine(_gtp.Folder, "openpgp.asc");

    public string Fingerprint { get; private set; } = "";

    internal ReleaseLock Lock { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _gtp.Put(
            "components/installer/component.yaml",
            "component: guest-tools-installer\nversion: \"1.0\"\nsummary: Installers\nlicense: Apache-2.0\n"
        );
        _gtp.Put("components/installer/disc/install.sh", "#!/bin/sh\nexit 0\n");
        _gtp.PutComponent("components/some folder");
        _gtp.Put("components/some folder/data/ünï cöde.txt", "odd names");
        _gtp.Put("components/README", "no component");

        using var discKey = DiscKey.Generate();
        var components = new List<LocalFolder>();
        foreach (var folder in new[] { "installer", "some folder" })
        {
            components.Add(await LocalFolder.ReadAsync(Path.Combine(Components, folder)));
        }

        Lock = new ReleaseLock
        {
            Product = Product,
            Title = "Guest Tools",
            Version = Version,
            VolumeId = "GUEST_TOOLS_1_0",
            Layout = Layouts.Newest,
            Epoch = 1_767_225_600,
            DiscKey = discKey.PublicPem,
            Components =
            [
                .. components.Select(component => new LockedComponent(
                    component.Disc.Manifest.Component,
                    component.Disc.Manifest.Version,
                    "qemu",
                    component.Disc.Content.Identity,
                    component.Disc.Manifest.Stage
                )),
            ],
        };
        foreach (var component in components)
        {
            _archives[component.Disc.Manifest.Component] = component.Archive;
        }

        await PublishAsync(components, discKey);
    }

    public Task DisposeAsync()
    {
        _gtp.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Serves downloads, key, component archives and what the API says of the release.</summary>
    /// <param name="standing">By default it is ready, and there are no warnings.</param>
    public FakePortal Serve(
        Func<string, byte[], byte[]>? alter = null,
        ReleaseWire? standing = null
    ) =>
        new()
        {
            Otherwise = context =>
            {
                var path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath);
                if (path == $"/api/v1/products/{Product}/releases/{Version}")
                {
                    return FakePortal.JsonAsync(
                        context,
                        standing ?? Samples.Release(ReleaseStates.Ready),
                        ProtocolJson.Default.ReleaseWire
                    );
                }

                return Find(path) is { } bytes
                    ? FakePortal.BytesAsync(
                        context,
                        alter?.Invoke(path, bytes) ?? bytes,
                        "application/octet-stream"
                    )
                    : FakePortal.ProblemAsync(
                        context,
                        new ProblemWire(null, null, 404, $"No {path}.", "not-found")
                    );
            },
        };

    /// <summary>A copy of the download folder, to be altered.</summary>
    public string CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Downloads))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return Path.Combine(folder, Path.GetFileName(Image));
    }

    private byte[]? Find(string path)
    {
        if (path == "/keys/openpgp.asc")
        {
            return File.ReadAllBytes(Key);
        }

        if (path.StartsWith("/api/v1/components/", StringComparison.Ordinal))
        {
            return path.EndsWith("/archive", StringComparison.Ordinal)
                ? _archives.GetValueOrDefault(path.Split('/')[4])
                : null;
        }

        var file = Path.Combine(Downloads, Path.GetFileName(path));
        return
            path == $"/download/{Product}/{Version}/{Path.GetFileName(path)}" && File.Exists(file)
            ? File.ReadAllBytes(file)
            : null;
    }

    private async Task PublishAsync(IReadOnlyList<LocalFolder> components, DiscKey discKey)
    {
        Directory.CreateDirectory(Downloads);
        var layout = Layouts.Get(Lock.Layout);
        var contents = layout.Compose(Lock, [.. components.Select(component => component.Disc)]);
        var sums = contents.GeneratedAt(layout.SumsPath).ToArray();
        await PutAsync(ReleaseFiles.Lock, LockFile.Serialize(Lock));
        await PutAsync(ReleaseFiles.ContentsSums, sums);
        await PutAsync(ReleaseFiles.ContentsSignature, discKey.Sign(sums));
        var plan = layout.WithSignature(contents, discKey.Sign(sums));
        await using (var image = File.Create(Image))
        {
            var parts = Portal.Iso9660.IsoLayout.Plan(plan.Tree, plan.Profile);
            await Portal.Iso9660.IsoWriter.WriteAsync(
                parts,
                new Source(plan.Contents, components),
                image
            );
        }

        var lines = new[]
        {
            ReleaseFiles.ContentsSums,
            ReleaseFiles.ContentsSignature,
            ReleaseFiles.Image(Product, Version),
            ReleaseFiles.Lock,
        }.Select(name =>
            $"{Digest.Of(File.ReadAllBytes(Path.Combine(Downloads, name)))}  {name}\n"
        );
        await PutAsync(ReleaseFiles.Sums, System.Text.Encoding.UTF8.GetBytes(string.Concat(lines)));
        await SignAsync();
    }

    private async Task SignAsync()
    {
        // gpg-agent's socket has to fit into 108 bytes.
        var folder = Directory.CreateTempSubdirectory("gtpk-").FullName;
        try
        {
            await using var home = await GpgHome.OpenAsync(Path.Combine(folder, "gpg"));
            Fingerprint = await home.EnsureKeyAsync("Test Portal <test@example.org>");
            foreach (var name in new[] { ReleaseFiles.Sums, ReleaseFiles.Image(Product, Version) })
            {
                await using var data = File.OpenRead(Path.Combine(Downloads, name));
                await PutAsync(name + ".asc", await home.SignDetachedAsync(data));
            }

            await File.WriteAllTextAsync(Key, await home.ExportPublicAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task PutAsync(string name, byte[] bytes) =>
        File.WriteAllBytesAsync(Path.Combine(Downloads, name), bytes);

    private sealed record LocalFolder(string Path, DiscComponent Disc, byte[] Archive)
    {
        public static async Task<LocalFolder> ReadAsync(string path)
        {
            var check = await ComponentCheck.CheckDirectoryAsync(path, ArchiveLimits.Default);
            Assert.Empty(check.Findings);
            using var archive = new MemoryStream();
            await DirectoryPacker.WriteAsync(
                path,
                check.Contents!,
                ArchiveKind.Tar,
                archive,
                CancellationToken.None
            );
            return new LocalFolder(
                path,
                new DiscComponent(check.Manifest!, check.Contents!),
                archive.ToArray()
            );
        }
    }

    private sealed class Source(DiscContents contents, IReadOnlyList<LocalFolder> components)
        : Portal.Iso9660.IContentSource
    {
        public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken)
        {
            if (contents.Generated.TryGetValue(Digest.Parse(contentId), out var bytes))
            {
                return new(new MemoryStream(bytes.ToArray()));
            }

            foreach (var component in components)
            {
                var entry = component.Disc.Content.Entries.FirstOrDefault(entry =>
                    entry.Kind is ContentKind.File && entry.Sha256.Hex == contentId
                );
                if (entry is not null)
                {
                    return new(File.OpenRead(Path.Combine(component.Path, entry.Path.Value)));
                }
            }

            throw new InvalidOperationException(contentId);
        }
    }
}
