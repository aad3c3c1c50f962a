using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Archives;
using Portal.Packaging.Linting;
using Portal.Packaging.Versions;
using Portal.Problems;
using Portal.Projects;
using Portal.Protocol;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>
/// Takes an archive and makes it a component version: right, staging, check, blobs, row. Whatever ends it before the row
/// is there leaves nothing but unreferenced blobs for the collector.
/// </summary>
public sealed partial class ComponentPublishing
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly StagingArea _staging;
    private readonly ComponentCommit _commit;
    private readonly UploadOptions _limits;
    private readonly AuthenticodeVerifier _verifier;
    private readonly BlobMetrics _metrics;
    private readonly ILogger<ComponentPublishing> _log;

    public ComponentPublishing(
        IDbContextFactory<PortalDb> databases,
        StagingArea staging,
        ComponentCommit commit,
        IOptions<UploadOptions> limits,
        AuthenticodeVerifier verifier,
        BlobMetrics metrics,
        ILogger<ComponentPublishing> log
    )
    {
        ArgumentNullException.ThrowIfNull(limits);
        _databases = databases;
        _staging = staging;
        _commit = commit;
        _limits = limits.Value;
        _verifier = verifier;
        _metrics = metrics;
        _log = log;
    }

    /// <summary>The projects whose components the caller may upload, by name.</summary>
    public async Task<IReadOnlyList<string>> ProjectsOfAsync(
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        var projects = UploadRight.ProjectsOf(caller);
        if (projects is null)
        {
            await using var db = await _databases.CreateDbContextAsync(cancellationToken);
            projects = await db.Projects().Select(p => p.Name).ToListAsync(cancellationToken);
        }

        return [.. projects.Order(StringComparer.Ordinal)];
    }

    /// <summary>All that can be said before the first byte; null: go on.</summary>
    public async Task<Error?> RefuseAsync(
        Caller caller,
        ComponentUpload upload,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(upload);
        if (upload.Component is { } name && !Names.IsName(name))
        {
            return ComponentErrors.InvalidName.With($"'{name}' cannot be a name.");
        }

        if (
            upload.Version is { } version
            && !ComponentVersionNumber.TryParse(version, out _, out var problem)
        )
        {
            return ComponentErrors.InvalidVersion.With(problem);
        }

        await using (var db = await _databases.CreateDbContextAsync(cancellationToken))
        {
            var project = await UploadRight.ProjectOfAsync(
                db,
                caller,
                upload.Component,
                upload.Project,
                cancellationToken
            );
            if (project.Error is { } error)
            {
                return error;
            }
        }

        if (upload.Length > _limits.MaxArchiveBytes)
        {
            return UploadErrors.TooLarge.With(
                $"It has {upload.Length} bytes; {_limits.MaxArchiveBytes} is the limit of this portal."
            );
        }

        return _staging.HasRoomFor(upload.Length ?? 0) ? null : UploadErrors.StorageFull;
    }

    /// <summary>Publishes the archive, its kind told by its bytes.</summary>
    /// <param name="body">Read once, forward, and only when the caller may upload.</param>
    /// <returns>
    /// The version, new or as it was; else an error of <see cref="ComponentErrors"/>, <see cref="UploadErrors"/>,
    /// <see cref="AccessErrors"/> or <see cref="Projects.ProjectErrors"/>.
    /// </returns>
    public async Task<Result<Published>> PublishAsync(
        Caller caller,
        ComponentUpload upload,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        if (await RefuseAsync(caller, upload, cancellationToken) is { } refused)
        {
            return refused;
        }

        await using var staged = _staging.Open();
        return await GuardAsync(async () =>
        {
            var received = await staged.ReceiveAsync(
                body,
                _limits.MaxArchiveBytes,
                cancellationToken
            );
            if (!received.TryGet(out var archive, out var error))
            {
                return error;
            }

            _metrics.CountReceived(archive.Length);
            if (Mismatch(upload, archive.Digest, archive.Length) is { } mismatch)
            {
                return mismatch;
            }

            await using var stream = archive.OpenStream();
            return await TakeAsync(
                caller,
                upload,
                staged,
                stream,
                () =>
                {
                    stream.Dispose();
                    staged.Drop(archive);
                },
                cancellationToken
            );
        });
    }

    /// <summary>Publishes an archive that has arrived already.</summary>
    /// <param name="archive">Seekable, at its beginning; it stays as it is.</param>
    /// <param name="digest">Of the archive, where it is known; asked for when one was announced and this is null.</param>
    /// <returns>As <see cref="PublishAsync"/>.</returns>
    internal async Task<Result<Published>> PublishArrivedAsync(
        Caller caller,
        ComponentUpload upload,
        Stream archive,
        Digest? digest,
        CancellationToken cancellationToken
    )
    {
        if (await RefuseAsync(caller, upload, cancellationToken) is { } refused)
        {
            return refused;
        }

        _metrics.CountReceived(archive.Length);
        if (upload.Announced is not null && digest is null)
        {
            digest = Digest.FromHash(await SHA256.HashDataAsync(archive, cancellationToken));
            archive.Position = 0;
        }

        if (digest is { } known && Mismatch(upload, known, archive.Length) is { } mismatch)
        {
            return mismatch;
        }

        await using var staged = _staging.Open();
        return await GuardAsync(() =>
            TakeAsync(caller, upload, staged, archive, () => { }, cancellationToken)
        );
    }

    private async Task<Result<Published>> GuardAsync(Func<Task<Result<Published>>> publish)
    {
        try
        {
            var result = await publish();
            if (result.Error is null && result.Value is { IsNew: true, Version: { } version })
            {
                Log.Published(_log, version.Component, version.Version, version.Content);
            }

            return result;
        }
        catch (IOException e) when (StorageFullException.IsMeantBy(e))
        {
            Log.Full(_log, e);
            return UploadErrors.StorageFull;
        }
    }

    private static Error? Mismatch(ComponentUpload upload, Digest digest, long length) =>
        upload.Announced is { } announced && announced != digest
            ? UploadErrors.DigestMismatch.With(
                $"Announced was {announced}; {digest} arrived, {length} bytes."
            )
            : null;

    private async Task<Result<Published>> TakeAsync(
        Caller caller,
        ComponentUpload upload,
        StagedUpload staged,
        Stream archive,
        Action dropArchive,
        CancellationToken cancellationToken
    )
    {
        var sink = new StagingSink(staged);
        var component = await ComponentCheck.CheckArchiveAsync(
            archive,
            new ArchiveLimits
            {
                UnpackedBytes = _limits.MaxUnpackedBytes,
                Entries = _limits.MaxFiles,
                ManifestBytes = _limits.MaxManifestBytes,
                Ratio = _limits.MaxCompressionRatio,
            },
            sink,
            new ExpectedComponent(upload.Component, upload.Version),
            _verifier,
            cancellationToken
        );
        if (
            component
            is not {
                IsGood: true,
                Contents: { } contents,
                Manifest: { } manifest,
                Drivers: { } drivers
            }
        )
        {
            return ComponentErrors.Invalid.With(component.Findings) with
            {
                Source = component.Yaml is { } yaml ? Encoding.UTF8.GetString(yaml.Span) : null,
            };
        }

        dropArchive();
        var list = await staged.AddAsync(contents.ToBytes(), cancellationToken);
        return await _commit.RunAsync(
            caller,
            upload.Project,
            manifest,
            contents,
            drivers,
            [.. sink.Blobs, list],
            cancellationToken
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Information, "Published {Component} {Version} as {Content}")]
        public static partial void Published(
            ILogger logger,
            string component,
            string version,
            Digest content
        );

        [LoggerMessage(1202, LogLevel.Error, "An upload ended because the disk is nearly full")]
        public static partial void Full(ILogger logger, Exception exception);
    }
}
