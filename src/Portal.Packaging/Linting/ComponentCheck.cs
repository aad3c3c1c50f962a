using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Packaging.Drivers;
using Portal.Packaging.Manifests;
using Portal.Protocol.Problems;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Linting;

/// <summary>
/// Whether an archive or folder is a component that can be published. The portal and <c>gtp component lint</c> both ask
/// here and nowhere else, so that they always say the same.
/// </summary>
public static class ComponentCheck
{
    /// <summary>The manifest calls the component otherwise than its URL does.</summary>
    public const string NameRule = "component.name-mismatch";

    /// <summary>The manifest gives another version than its URL does.</summary>
    public const string VersionRule = "component.version-mismatch";

    private static Lazy<AuthenticodeVerifier> LazyVerifier { get; } =
        new(() => new AuthenticodeVerifier(TimeProvider.System));

    /// <summary>Reads and checks a whole archive.</summary>
    /// <param name="archive">Seekable; read from its beginning; stays open.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <param name="sink">Takes the files; what it took counts only when there is no finding.</param>
    /// <param name="expected">What the component has to call itself.</param>
    /// <param name="verifier">Of the signatures of Windows' files; null: by the roots of Microsoft's programme.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>The component, or every finding. Malformed input never throws.</returns>
    /// <exception cref="IOException">The stream, or the sink, failed.</exception>
    public static async Task<CheckedComponent> CheckArchiveAsync(
        Stream archive,
        ArchiveLimits limits,
        IArchiveSink sink,
        ExpectedComponent? expected = null,
        AuthenticodeVerifier? verifier = null,
        CancellationToken cancellationToken = default
    )
    {
        var watching = new WatchingSink(sink, verifier ?? LazyVerifier.Value);
        var read = await ArchiveReader
            .ReadAsync(archive, limits, watching, cancellationToken)
            .ConfigureAwait(false);
        return Conclude(
            read,
            entry => watching.Of(entry.Sha256),
            entry => watching.InspectionOf(entry.Sha256),
            () => watching.IsSpent,
            expected
        );
    }

    /// <summary>Reads and checks a folder as if it were its archive.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static async Task<CheckedComponent> CheckDirectoryAsync(
        string directory,
        ArchiveLimits limits,
        ExpectedComponent? expected = null,
        AuthenticodeVerifier? verifier = null,
        CancellationToken cancellationToken = default
    )
    {
        var read = await DirectoryPacker
            .ReadAsync(directory, limits, cancellationToken)
            .ConfigureAwait(false);
        var inspector = new FolderInspector(directory, verifier ?? LazyVerifier.Value);
        return Conclude(
            read,
            entry => WatchingSink.OfFile(Path.Combine(directory, entry.Path.Value)),
            read.Contents is { } contents ? inspector.For(contents) : _ => null,
            () => inspector.IsSpent,
            expected
        );
    }

    /// <summary>Reads what a version that was published before brings for Windows.</summary>
    /// <param name="open">A file's bytes, which are disposed after.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DriverReport ReadDrivers(
        ComponentManifest manifest,
        ContentList contents,
        Func<ContentEntry, Stream> open,
        AuthenticodeVerifier verifier
    )
    {
        ArgumentNullException.ThrowIfNull(contents);
        var inspector = new FolderInspector(open, verifier);
        var reader = new DriverReader(contents, inspector.For(contents));
        return reader.Read(manifest, inspector.IsSpent);
    }

    private static CheckedComponent Conclude(
        ArchiveResult read,
        Func<ContentEntry, ReadOnlyMemory<byte>> beginning,
        Func<ContentEntry, FileInspection?> inspection,
        Func<bool> isCutShort,
        ExpectedComponent? expected
    )
    {
        var findings = new List<Finding>(read.Findings);
        ComponentManifest? manifest = null;
        DriverReport? drivers = null;
        if (read.Manifest is { } yaml)
        {
            var parsed = ManifestReader.Read(yaml);
            manifest = parsed.Manifest;
            findings.AddRange(parsed.Findings);
            if (manifest is not null)
            {
                findings.AddRange(IdentityCheck.Run(manifest, yaml.Span, expected));
            }
        }

        if (manifest is not null && read.Contents is { } contents)
        {
            findings.AddRange(ComponentLint.Check(manifest, contents, beginning));
            drivers = new DriverReader(contents, inspection).Read(manifest, isCutShort());
        }

        return new CheckedComponent(
            read.Kind,
            read.Contents,
            manifest,
            findings,
            read.TopFolder,
            read.Manifest,
            drivers
        );
    }
}
