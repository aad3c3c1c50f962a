using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Components;
using Portal.Data;
using Portal.Images;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;
using Portal.Products;
using Portal.Projects;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Testing;

/// <summary>
/// Fills the tables with many things at once: rows as the portal would write them, without the bytes they stand for. So
/// lists, pages and searches can be looked at, and nothing can be downloaded.
/// </summary>
public sealed class Shelf(IDbContextFactory<PortalDb> factory)
{
    private readonly List<object> _rows = [];
    private readonly Dictionary<string, Product> _products = new(StringComparer.Ordinal);

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A digest that only this text gives.</summary>
    public static Digest DigestOf(string text) => Digest.Of(Encoding.UTF8.GetBytes(text));

    /// <summary>SHA-256 of the image of a release that this shelf holds.</summary>
    public static Digest ImageOf(string product, string version) =>
        DigestOf($"image {product} {version}");

    public Shelf Project(string name, string? title = null)
    {
        _rows.Add(
            new Project
            {
                Name = name,
                Title = title ?? name,
                CreatedAt = Start,
            }
        );
        return this;
    }

    public Shelf Component(string project, string name)
    {
        _rows.Add(
            new Component
            {
                Name = name,
                Project = project,
                CreatedAt = Start,
            }
        );
        return this;
    }

    /// <param name="minute">When it came, counted from <see cref="Start"/>.</param>
    public Shelf Version(
        string component,
        string version,
        int minute = 0,
        string summary = "A sample",
        string? changes = null,
        string? yanked = null
    )
    {
        Assert(
            ContentList.TryCreate(
                [
                    ContentEntry.File(
                        ContentPath.Parse(ComponentManifest.FileName),
                        executable: false,
                        100,
                        DigestOf($"manifest {component} {version}")
                    ),
                ],
                out var contents,
                out _
            )
        );
        var row = ComponentVersion.Of(
            new ComponentManifest
            {
                Component = component,
                Version = ComponentVersionNumber.Parse(version),
                Summary = summary,
                License = "MIT",
                Changes = changes,
            },
            contents!,
            "tests",
            Start.AddMinutes(minute)
        );
        if (yanked is not null)
        {
            row.Yank(yanked, "tests", Start.AddMinutes(minute));
        }

        _rows.Add(row);
        return this;
    }

    public Shelf Product(string name, string? title = null, params RecipeLine[] recipe)
    {
        var product = Products.Product.Of(
            name,
            title ?? name,
            "TOOLS",
            recipe.Length == 0 ? [new("agent", null)] : recipe,
            driverSignature: null,
            "tests",
            Start
        );
        _products[name] = product;
        _rows.Add(product);
        return this;
    }

    /// <param name="minute">When it was made, counted from <see cref="Start"/>; ready a minute later.</param>
    /// <param name="components">Name and version, in install order.</param>
    public Shelf Release(
        string product,
        string version,
        int minute = 0,
        string state = ReleaseStates.Ready,
        string reason = "loses static addresses",
        params (string Name, string Version)[] components
    )
    {
        var release = Releases.Release.Queue(
            _products[product].Id,
            product,
            version,
            DigestOf($"lock {product} {version}"),
            components.Select(
                (c, i) =>
                    new ReleaseComponent(i, c.Name, c.Version, DigestOf($"{c.Name} {c.Version}"))
            ),
            "tests",
            Start.AddMinutes(minute)
        );
        _rows.Add(release);
        switch (state)
        {
            case ReleaseStates.Queued:
                return this;
            case ReleaseStates.Failed:
                release.MarkFailed("gpg: no space left on device");
                return this;
        }

        release.MarkReady(Start.AddMinutes(minute + 1));
        _rows.Add(ImageOf(release));
        if (state is ReleaseStates.Withdrawn or ReleaseStates.Removed)
        {
            release.Withdraw(
                reason,
                state == ReleaseStates.Removed,
                "tests",
                Start.AddMinutes(minute + 2)
            );
        }

        return this;
    }

    /// <summary>Writes what was put on the shelf since the last time.</summary>
    public async Task SaveAsync()
    {
        foreach (var part in _rows.Chunk(2000))
        {
            await using var db = await factory.CreateDbContextAsync();
            foreach (var row in part)
            {
                // A product that was written before comes along with its releases.
                db.Add(row);
            }

            db.Audit(Caller.System, "test.fill", "shelf");
            await db.SaveChangesAsync();
        }

        _rows.Clear();
    }

    private static Image ImageOf(Release release)
    {
        Digest Part(string name) => DigestOf($"{name} {release.Product} {release.Version}");
        var image = Image.Signed(release.Id, Part("contents"), Part("contents.sig"));
        image.Assemble(
            new ImageParts(
                312_475_648,
                ImageOf(release.Product, release.Version),
                Part("head"),
                Part("extents"),
                Part("tail")
            ),
            new ImageSignatures(Part("sums"), Part("sums.asc"), Part("iso.asc"))
        );
        return image;
    }

    private static void Assert(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The sample is no content list.");
        }
    }
}
