using System.Diagnostics;
using System.Text;
using Portal.Iso9660;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Trust.Keys;

namespace Portal.Setup.Tests;

/// <summary>A disc as the portal assembles it: resolved, locked, composed, signed, written as an image.</summary>
internal sealed class AssembledDisc : IContentSource
{
    private readonly Dictionary<Digest, byte[]> _bytes = [];
    private readonly List<DiscComponent> _components = [];
    private DiscContents? _contents;

    /// <summary>The installers beside this program.</summary>
    public static string Installers => Path.Combine(AppContext.BaseDirectory, "installer");

    public AssembledDisc Component(string manifest, params (string Path, string Text)[] files)
    {
        Add(
            manifest,
            files.Select(f => (f.Path, Bytes: Encoding.UTF8.GetBytes(f.Text), IsExecutable: false))
        );
        return this;
    }

    /// <summary>Writes the image, and takes it apart again by its Joliet names, which are those that Windows reads.</summary>
    /// <returns>The folder that is the disc.</returns>
    public async Task<string> BurnAsync(string folder, string version)
    {
        Add(
            await File.ReadAllTextAsync(Path.Combine(Installers, ComponentManifest.FileName)),
            Directory
                .EnumerateFiles(Path.Combine(Installers, "disc"), "*", SearchOption.AllDirectories)
                .Select(file =>
                    (
                        Path.GetRelativePath(Installers, file),
                        File.ReadAllBytes(file),
                        File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute)
                    )
                )
        );
        using var key = DiscKey.Generate();
        var layout = Layouts.Get(Layouts.Newest);
        var contents = layout.Compose(Lock(version, key), _components);
        var sums = contents.GeneratedAt(layout.SumsPath).ToArray();
        var plan = layout.WithSignature(contents, key.Sign(sums));
        _contents = plan.Contents;
        await using (var image = File.Create(folder + ".iso"))
        {
            await IsoWriter.WriteAsync(IsoLayout.Plan(plan.Tree, plan.Profile), this, image);
        }

        var start = new ProcessStartInfo("7z", ["x", "-bd", $"-o{folder}", folder + ".iso"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
        return folder;
    }

    public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken)
    {
        var digest = Digest.Parse(contentId);
        return new(
            new MemoryStream(
                _contents!.Generated.TryGetValue(digest, out var made)
                    ? made.ToArray()
                    : _bytes[digest]
            )
        );
    }

    private ReleaseLock Lock(string version, DiscKey key)
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
        return new ReleaseLock
        {
            Product = "guest-tools",
            Title = "Guest Tools",
            Version = version,
            VolumeId = VolumeId.For(VolumeId.DefaultPrefix("guest-tools"), version),
            Layout = Layouts.Newest,
            Epoch = 1767225600,
            DiscKey = key.PublicPem,
            Components = ReleaseLock.Lock(resolution),
        };
    }

    private void Add(
        string manifest,
        IEnumerable<(string Path, byte[] Bytes, bool IsExecutable)> files
    )
    {
        var entries = new List<ContentEntry>();
        foreach (
            var (path, bytes, executable) in files.Append(
                (ComponentManifest.FileName, Encoding.UTF8.GetBytes(manifest), false)
            )
        )
        {
            var digest = Digest.Of(bytes);
            _bytes[digest] = bytes;
            entries.Add(
                ContentEntry.File(ContentPath.Parse(path), executable, bytes.Length, digest)
            );
        }

        Assert.True(
            ContentList.TryCreate(entries, out var content, out var findings),
            string.Join('\n', findings)
        );
        var read = ManifestReader.Read(Encoding.UTF8.GetBytes(manifest));
        Assert.Equal([], read.Findings);
        _components.Add(new DiscComponent(read.Manifest!, content));
    }
}
