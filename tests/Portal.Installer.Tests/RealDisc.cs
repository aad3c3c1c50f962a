using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Portal.Iso9660;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Installer.Tests;

/// <summary>A disc made as the portal makes it: manifests resolved, locked, composed, signed and written as an image.</summary>
internal sealed class RealDisc : IContentSource
{
    private readonly Dictionary<string, byte[]> _bytes = new(StringComparer.Ordinal);
    private readonly List<DiscComponent> _components = [];
    private readonly string _version;

    public RealDisc(string version)
    {
        _version = version;
        Add([
            .. Directory
                .EnumerateFiles(Installers, "*", SearchOption.AllDirectories)
                .Select(file => (Path.GetRelativePath(Installers, file), File.ReadAllBytes(file))),
        ]);
    }

    /// <summary>The installers beside this program.</summary>
    public static string Installers { get; } = Path.Combine(AppContext.BaseDirectory, "installer");

    /// <summary>The key that signs every disc of a test run.</summary>
    public static RSA Key { get; } = RSA.Create(3072);

    /// <summary>A component from its manifest, whose findings fail the test, and its files.</summary>
    public RealDisc With(string yaml, params (string Path, byte[] Bytes)[] files) =>
        Add([(ComponentManifest.FileName, Encoding.UTF8.GetBytes(yaml)), .. files]);

    /// <summary>The same, with texts.</summary>
    public RealDisc With(string yaml, params (string Path, string Text)[] files) =>
        With(yaml, [.. files.Select(f => (f.Path, Encoding.UTF8.GetBytes(f.Text)))]);

    /// <summary>Everything on the disc, signed.</summary>
    public DiscImagePlan Plan()
    {
        var resolution = Resolver.Resolve(
            new Recipe(
                "guest-tools",
                [
                    .. _components
                        .Where(c => c.Manifest.Component != InstallerComponent.Name)
                        .Select(c => new RecipeComponent(
                            c.Manifest.Component,
                            VersionRange.Exactly(c.Manifest.Version)
                        )),
                ]
            ),
            null,
            _components.Select(c => new Candidate("upstream", c.Manifest, c.Content.Identity))
        );
        Assert.Equal([], resolution.Problems);
        var release = new ReleaseLock
        {
            Product = "guest-tools",
            Title = "Guest Tools",
            Version = _version,
            VolumeId = VolumeId.For(VolumeId.DefaultPrefix("guest-tools"), _version),
            Layout = Layouts.Newest,
            Epoch = 1767225600,
            DiscKey = Key.ExportSubjectPublicKeyInfoPem() + "\n",
            Components = ReleaseLock.Lock(resolution),
        };
        var layout = Layouts.Get(release.Layout);
        Assert.Equal([], layout.Check(release, _components));
        var contents = layout.Compose(release, _components);
        var signature = Key.SignData(
            contents.GeneratedAt(layout.SumsPath).Span,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        var plan = layout.WithSignature(contents, signature);
        foreach (var (digest, bytes) in plan.Contents.Generated)
        {
            _bytes[digest.Hex] = bytes.ToArray();
        }

        return plan;
    }

    /// <summary>Writes the disc as a folder.</summary>
    public void WriteFolder(string folder)
    {
        foreach (var file in Plan().Contents.Files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, _bytes[file.Sha256.Hex]);
        }
    }

    /// <summary>Writes the disc as an image.</summary>
    public async Task WriteImageAsync(string path)
    {
        var plan = Plan();
        await using var image = File.Create(path);
        await IsoWriter.WriteAsync(IsoLayout.Plan(plan.Tree, plan.Profile), this, image);
    }

    /// <summary>Writes the disc as an image, and what another program finds in that image as a folder.</summary>
    /// <param name="asWindows">By the Joliet names, which are those that Windows reads.</param>
    /// <returns>The folder.</returns>
    public async Task<string> BurnAsync(string folder, bool asWindows = false)
    {
        var image = folder + ".iso";
        await WriteImageAsync(image);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        using var process = Process.Start(
            new ProcessStartInfo(
                "bsdtar",
                [
                    "-x",
                    "-f",
                    image,
                    "-C",
                    folder,
                    .. asWindows ? (string[])["--options", "!rockridge"] : [],
                ]
            )
        )!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        File.Delete(image);
        // As from a disc, where files are read-only; folders are not, so that it can be taken out.
        foreach (
            var below in Directory
                .EnumerateDirectories(folder, "*", SearchOption.AllDirectories)
                .Prepend(folder)
        )
        {
            File.SetUnixFileMode(
                below,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }

        return folder;
    }

    public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new MemoryStream(_bytes[contentId]));

    private RealDisc Add(IReadOnlyList<(string Path, byte[] Bytes)> files)
    {
        var entries = new List<ContentEntry>();
        foreach (var (path, bytes) in files)
        {
            var digest = Digest.Of(bytes);
            _bytes[digest.Hex] = bytes;
            entries.Add(
                ContentEntry.File(
                    ContentPath.Parse(path),
                    path.EndsWith("install.sh", StringComparison.Ordinal),
                    bytes.Length,
                    digest
                )
            );
        }

        Assert.True(
            ContentList.TryCreate(entries, out var content, out var findings),
            string.Join('\n', findings)
        );
        var read = ManifestReader.Read(
            files.Single(f => f.Path == ComponentManifest.FileName).Bytes
        );
        Assert.Equal([], read.Findings);
        Assert.Equal([], ComponentLint.Check(read.Manifest!, content, _ => "#!"u8.ToArray()));
        _components.Add(new DiscComponent(read.Manifest!, content));
        return this;
    }
}
