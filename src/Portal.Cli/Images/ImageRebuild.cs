using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Protocol;
using Portal.Protocol.Client;

namespace Portal.Cli.Images;

/// <summary>Makes an image again from its lock, its components and the signature of its contents: the same bytes, anywhere.</summary>
internal sealed class ImageRebuild
{
    private readonly IsoLayout _layout;
    private readonly IContentSource _source;

    private ImageRebuild(IsoLayout layout, IContentSource source) =>
        (_layout, _source) = (layout, source);

    public long Length => _layout.Length;

    /// <summary>Plans the image.</summary>
    /// <param name="signature">Of the contents; null: the disc is unsigned.</param>
    /// <exception cref="CommandException">The parts do not make this disc.</exception>
    public static ImageRebuild Plan(
        ReleaseLock release,
        IReadOnlyCollection<LocalComponent> components,
        byte[]? signature
    )
    {
        var layout =
            Layouts.Find(release.Layout)
            ?? throw CommandException.Failed(
                "cli.layout",
                $"The lock is of layout {release.Layout}, which this gtp does not know (it knows up to {Layouts.Newest}). A newer gtp does."
            );
        var parts = components.Select(component => component.Component).ToList();
        if (layout.Check(release, parts) is { Count: > 0 } findings)
        {
            throw CommandException.Failed(
                "cli.components",
                "These components do not make the disc of the lock.",
                findings
            );
        }

        var contents = layout.Compose(release, parts);
        if (
            signature is not null
            && !DiscSignature.Verify(release, contents.GeneratedAt(layout.SumsPath).Span, signature)
        )
        {
            throw CommandException.Failed(
                "cli.contents-signature",
                "The signature of the contents was not made for these contents by the key in the lock."
            );
        }

        var plan = signature is null
            ? layout.WithoutSignature(contents)
            : layout.WithSignature(contents, signature);
        return new ImageRebuild(
            IsoLayout.Plan(plan.Tree, plan.Profile),
            new Source(plan.Contents, components)
        );
    }

    /// <summary>Writes the image forward, to a file or a hash.</summary>
    public Task WriteAsync(
        Stream destination,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    ) =>
        IsoWriter.WriteAsync(
            _layout,
            _source,
            destination,
            progress is null ? null : new Relay(progress, Length),
            cancellationToken
        );

    /// <summary>The image's digest, without keeping it.</summary>
    public async Task<Digest> HashAsync(
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var hash = new HashingStream();
        await WriteAsync(hash, progress, cancellationToken);
        return await hash.FinishAsync(cancellationToken);
    }

    private sealed class Relay(IProgress<TransferProgress> progress, long total) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new TransferProgress(value, total));
    }

    /// <summary>Content ids of a layout are digests; each is that of a generated file or of one in a component.</summary>
    private sealed class Source : IContentSource
    {
        private readonly DiscContents _contents;
        private readonly Dictionary<Digest, LocalComponent> _owners = [];

        public Source(DiscContents contents, IEnumerable<LocalComponent> components)
        {
            _contents = contents;
            foreach (var component in components)
            {
                foreach (var entry in component.Component.Content.Entries)
                {
                    if (!entry.Sha256.IsEmpty)
                    {
                        _owners.TryAdd(entry.Sha256, component);
                    }
                }
            }
        }

        public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken)
        {
            var digest = Digest.Parse(contentId);
            return new(
                _contents.Generated.TryGetValue(digest, out var bytes)
                    ? new MemoryStream(bytes.ToArray(), writable: false)
                    : _owners[digest].Open(digest)
            );
        }
    }
}
