using System.IO.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Access;
using Portal.Data;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Projects;

namespace Portal.Components;

/// <summary>
/// Publishes the installers that come with this program as the component <c>guest-tools-installer</c>, so that releases
/// lock them like any other component. Done at every start; a version that is there already stays as it is. What goes
/// wrong is logged: a portal whose disk is full still serves what it has.
/// </summary>
internal sealed partial class BundledInstaller(
    IDbContextFactory<PortalDb> factory,
    ComponentPublishing publishing,
    ProjectService projects,
    ILogger<BundledInstaller> log
) : IHostedService
{
    /// <summary>The project that owns what comes with the portal.</summary>
    public const string Project = "portal";

    /// <summary>Beside the program, from src/Portal.Installer.</summary>
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "installer");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(cancellationToken);
        }
        catch (IOException e)
        {
            Log.Damaged(log, Folder, e.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var read = await DirectoryPacker.ReadAsync(Folder, new ArchiveLimits(), cancellationToken);
        if (read.Contents is not { } contents || read.Manifest is not { } yaml)
        {
            Log.Damaged(log, Folder, string.Join("; ", read.Findings));
            return;
        }

        var version = ManifestReader.Read(yaml).Manifest!.Version.Text;
        if (await IsPublishedAsync(version, contents, cancellationToken))
        {
            return;
        }

        if (await projects.FindAsync(Project, cancellationToken) is null)
        {
            // Another node may make it at the same moment; publishing tells whether it is there.
            await projects.CreateAsync(
                Caller.System,
                Project,
                "Guest Tools Portal",
                cancellationToken
            );
        }

        var upload = new ComponentUpload(InstallerComponent.Name, version, Project);
        var published = await UploadAsync(contents, upload, cancellationToken);
        if (published.Error is { } error)
        {
            Log.Refused(log, version, error.ToString());
        }
    }

    private async Task<bool> IsPublishedAsync(
        string version,
        ContentList contents,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var existing = await db.ComponentVersions()
            .SingleOrDefaultAsync(
                v => v.Component == InstallerComponent.Name && v.Version == version,
                cancellationToken
            );
        if (existing is not null && existing.Content != contents.Identity)
        {
            Log.Differs(log, version, existing.Content.Hex, contents.Identity.Hex);
        }

        return existing is not null;
    }

    private async Task<Problems.Result<Published>> UploadAsync(
        ContentList contents,
        ComponentUpload upload,
        CancellationToken cancellationToken
    )
    {
        var pipe = new Pipe();
        var packing = PackAsync(contents, pipe.Writer, cancellationToken);
        await using var body = pipe.Reader.AsStream();
        var published = await publishing.PublishAsync(
            Caller.System,
            upload,
            body,
            cancellationToken
        );
        await body.DisposeAsync();
        await packing;
        return published;
    }

    private static async Task PackAsync(
        ContentList contents,
        PipeWriter writer,
        CancellationToken cancellationToken
    )
    {
        await using var archive = writer.AsStream();
        await DirectoryPacker.WriteAsync(
            Folder,
            contents,
            ArchiveKind.Tar,
            archive,
            cancellationToken
        );
    }

    private static partial class Log
    {
        [LoggerMessage(
            1151,
            LogLevel.Warning,
            "guest-tools-installer {Version} was published as {Published} and comes with this program as {Bundled}: what was published stays"
        )]
        public static partial void Differs(
            ILogger logger,
            string version,
            string published,
            string bundled
        );

        [LoggerMessage(
            1152,
            LogLevel.Error,
            "The installers in {Folder} are damaged, install the portal again: {Findings}"
        )]
        public static partial void Damaged(ILogger logger, string folder, string findings);

        [LoggerMessage(
            1153,
            LogLevel.Error,
            "guest-tools-installer {Version} could not be published: {Error}"
        )]
        public static partial void Refused(ILogger logger, string version, string error);
    }
}
