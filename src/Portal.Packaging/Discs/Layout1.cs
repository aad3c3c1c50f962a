using System.Text;
using Portal.Iso9660;
using Portal.Packaging.Contents;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Discs;

/// <summary>The first layout.</summary>
/// <remarks>
/// <code>
/// README.txt                          for people, <see cref="Readme1"/>
/// install.sh, setup.exe, ...          what guest-tools-installer has below disc/
/// guest-tools/release.json            the lock
/// guest-tools/install.tsv             <see cref="InstallTable1"/>
/// guest-tools/disc-key.pem            the key in the lock
/// guest-tools/SHA256SUMS              of every file but itself and its signature, as sha256sum(1) writes them
/// guest-tools/SHA256SUMS.sig          <see cref="DiscSignature"/>
/// licenses/&lt;component&gt;/&lt;path&gt;         the license files of each component
/// projects/&lt;component&gt;/&lt;path&gt;         each component as uploaded, without its sources
/// </code>
/// </remarks>
internal class Layout1 : Layout
{
    private const string Folder = "guest-tools/";
    private const string Signature = Folder + "SHA256SUMS.sig";

    public override int Number => 1;

    public override string SumsPath => Folder + "SHA256SUMS";

    public override IReadOnlyList<Finding> Check(
        ReleaseLock release,
        IReadOnlyCollection<DiscComponent> components
    ) => DiscCheck.Run(release, Number, components);

    /// <summary><c>guest-tools/install.tsv</c>.</summary>
    /// <param name="release">What the disc is made from.</param>
    /// <param name="components">In install order.</param>
    protected virtual byte[] InstallTable(
        ReleaseLock release,
        IReadOnlyList<DiscComponent> components
    ) => InstallTable1.Write(components);

    public override DiscContents Compose(
        ReleaseLock release,
        IReadOnlyCollection<DiscComponent> components
    )
    {
        if (Check(release, components) is [var problem, ..])
        {
            throw new ArgumentException(
                $"These components do not make the disc: {problem}",
                nameof(components)
            );
        }

        var byName = components.ToDictionary(component => component.Manifest.Component);
        var ordered = release.Components.Select(locked => byName[locked.Name]).ToList();
        var disc = new DiscContents(release);
        foreach (var component in ordered)
        {
            Place(disc, component);
        }

        disc.AddGenerated("README.txt", Readme1.Write(release, ordered));
        disc.AddGenerated(Folder + "release.json", LockFile.Serialize(release));
        disc.AddGenerated(Folder + "install.tsv", InstallTable(release, ordered));
        disc.AddGenerated(Folder + "disc-key.pem", Encoding.UTF8.GetBytes(release.DiscKey));
        return disc.Sorted().With(SumsPath, Sums(disc));
    }

    public override DiscImagePlan WithSignature(DiscContents contents, byte[] signature)
    {
        if (!DiscSignature.Verify(contents.Release, contents.GeneratedAt(SumsPath).Span, signature))
        {
            throw new ArgumentException(
                "The signature is not one of these contents by the key in the lock.",
                nameof(signature)
            );
        }

        return Plan(contents.With(Signature, signature));
    }

    public override DiscImagePlan WithoutSignature(DiscContents contents) => Plan(contents);

    private DiscImagePlan Plan(DiscContents contents)
    {
        var tree = new IsoTreeBuilder();
        foreach (var file in contents.Files)
        {
            tree.AddFile(file.Path, file.Length, file.Sha256.Hex, file.IsExecutable);
        }

        foreach (var link in contents.Links)
        {
            tree.AddSymlink(link.Path, link.Target);
        }

        foreach (var folder in contents.Folders)
        {
            tree.AddDirectory(folder);
        }

        var profile = new IsoProfile(contents.Release.VolumeId, contents.Release.Epoch)
        {
            JolietVolumeId = VolumeId.Joliet(contents.Release.VolumeId),
            ApplicationId = $"GUEST TOOLS PORTAL, LAYOUT {Number}",
        };
        return new DiscImagePlan(contents, tree.Build(), profile);
    }

    private static void Place(DiscContents disc, DiscComponent component)
    {
        var name = component.Manifest.Component;
        foreach (var entry in component.Content.Entries)
        {
            var path = entry.Path.Value;
            if (component.Manifest.Sources.Any(source => source.Matches(path)))
            {
                continue;
            }

            if (
                entry.Kind is ContentKind.File
                && component.Manifest.LicenseFiles.Any(l => l.Matches(path))
            )
            {
                disc.Add($"licenses/{name}/{path}", AsPlainFile(entry));
            }

            if (name != InstallerComponent.Name)
            {
                disc.Add($"projects/{name}/{path}", entry);
            }
            else if (path.StartsWith(InstallerComponent.DiscFolder, StringComparison.Ordinal))
            {
                disc.Add(path[InstallerComponent.DiscFolder.Length..], entry);
            }
        }
    }

    private static ContentEntry AsPlainFile(ContentEntry file) =>
        ContentEntry.File(file.Path, executable: false, file.Length, file.Sha256);

    private static byte[] Sums(DiscContents disc)
    {
        var text = new StringBuilder();
        foreach (var file in disc.Files)
        {
            text.Append(file.Sha256.Hex).Append("  ").Append(file.Path).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
