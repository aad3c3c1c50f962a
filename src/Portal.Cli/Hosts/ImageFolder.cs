using System.Text.Json;
using Portal.Cli.Shell;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Trust.Keys;

namespace Portal.Cli.Hosts;

/// <summary>
/// The images of one product, side by side:
/// <code>
/// guest-tools.iso -> guest-tools-4.3.iso   the current one; the link is what an update switches
/// guest-tools-4.3.iso  guest-tools-4.3.json  guest-tools-4.3.extents.json
/// guest-tools-4.2.iso  ...
/// .guest-tools-4.4.*.part                  what is being fetched
/// </code>
/// </summary>
internal sealed class ImageFolder(string folder, string product) : IImageShelf
{
    private const string Suffix = ".iso";

    public string Link => Path.Combine(folder, product + Suffix);

    public string Image(string version) =>
        Path.Combine(folder, ReleaseFiles.Image(product, version));

    private string Descriptor(string version) => Path.Combine(folder, $"{product}-{version}.json");

    private string Extents(string version) =>
        Path.Combine(folder, $"{product}-{version}.{ReleaseFiles.Extents}");

    /// <inheritdoc/>
    public string Part(string version, Digest sha256, string kind) =>
        Path.Combine(folder, $".{product}-{version}.{sha256.Hex[..16]}.{kind}.part");

    /// <summary>What the link points to; null without any.</summary>
    public KeptImage? Current() =>
        new FileInfo(Link).LinkTarget is { } target
        && Path.GetFileName(target) is var name
        && name.StartsWith(product + "-", StringComparison.Ordinal)
        && name.EndsWith(Suffix, StringComparison.Ordinal)
            ? Find(name[(product.Length + 1)..^Suffix.Length])
            : null;

    /// <summary>Null when that version is not here whole.</summary>
    public KeptImage? Find(string version)
    {
        try
        {
            using var file = File.OpenRead(Descriptor(version));
            return
                JsonSerializer.Deserialize(file, CliJson.Default.KeptImage) is { } kept
                && kept.Version == version
                && kept.Product == product
                && new FileInfo(Image(version)) is { Exists: true } image
                && image.Length == kept.Length
                ? kept
                : null;
        }
        catch (Exception e)
            when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Greatest version first.</summary>
    public IReadOnlyList<KeptImage> List()
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return
        [
            .. Directory
                .EnumerateFiles(folder, $"{product}-*{Suffix}")
                .Select(file => Path.GetFileName(file)[(product.Length + 1)..^Suffix.Length])
                .Where(Names.IsReleaseVersion)
                .Select(Find)
                .OfType<KeptImage>()
                .OrderByDescending(kept => kept.Version, VersionOrder.Instance),
        ];
    }

    /// <inheritdoc/>
    public IEnumerable<(string File, byte[] Extents)> Images()
    {
        foreach (var kept in List())
        {
            var extents = Extents(kept.Version);
            if (File.Exists(extents))
            {
                yield return (Image(kept.Version), File.ReadAllBytes(extents));
            }
        }
    }

    /// <summary>Gives a whole image its name and points to it. Cut off anywhere, the link points to the old or to the new one.</summary>
    /// <param name="part">The file; it is on the disk.</param>
    /// <param name="extents">Kept for the next update; null when they are not known.</param>
    public void Install(string part, KeptImage image, byte[]? extents)
    {
        if (extents is not null)
        {
            AtomicFile.Write(Extents(image.Version), extents);
        }

        AtomicFile.Commit(part, Image(image.Version));
        AtomicFile.Write(
            Descriptor(image.Version),
            JsonSerializer.SerializeToUtf8Bytes(image, CliJson.Default.KeptImage)
        );
        PointTo(image.Version);
    }

    /// <summary>Switches the link in one step.</summary>
    public void PointTo(string version)
    {
        var temporary = AtomicFile.TemporaryFor(Link);
        try
        {
            // Relative, so that the folder can be moved or mounted elsewhere.
            File.CreateSymbolicLink(temporary, Path.GetFileName(Image(version)));
            AtomicFile.Commit(temporary, Link);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Removes what is more than is to be kept: the least versions first, never the current one, and none that a program has
    /// open, which a guest may be reading.
    /// </summary>
    /// <returns>Versions that are gone, and those that stay only because they are open.</returns>
    public (IReadOnlyList<string> Removed, IReadOnlyList<string> Open) Prune(
        int keep,
        string? pinned,
        Func<IReadOnlyCollection<string>, IReadOnlySet<string>> findOpen
    )
    {
        var current = Current()?.Version;
        var more = List()
            .Where(kept => kept.Version != current && kept.Version != pinned)
            .Skip(Math.Max(keep - 1, 0))
            .ToList();
        if (more.Count == 0)
        {
            return ([], []);
        }

        var open = findOpen([.. more.Select(kept => Image(kept.Version))]);
        var (stay, go) = (new List<string>(), new List<string>());
        foreach (var kept in more)
        {
            if (open.Contains(Image(kept.Version)))
            {
                stay.Add(kept.Version);
                continue;
            }

            // The descriptor first: without it the image is none of ours any more.
            File.Delete(Descriptor(kept.Version));
            File.Delete(Extents(kept.Version));
            File.Delete(Image(kept.Version));
            go.Add(kept.Version);
        }

        return (go, stay);
    }

    /// <summary>Removes what was fetched in part, and is not wanted any more.</summary>
    public void RemoveParts()
    {
        foreach (var part in Directory.EnumerateFiles(folder, $".{product}-*.part"))
        {
            File.Delete(part);
        }
    }
}
