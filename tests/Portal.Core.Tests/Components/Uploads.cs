using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Blobs;
using Portal.Problems;
using Portal.Projects;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Components;

/// <summary>A core with two projects, and the ways in which a test uploads.</summary>
internal static class Uploads
{
    public static Caller Uploader(params string[] projects) =>
        new(
            "robot-of-" + string.Join('-', projects),
            CallerKind.Robot,
            [.. projects.Select(p => new Grant(Roles.ProjectUploader, p))]
        );

    public static Caller Maintainer(string project) =>
        new("keeper-of-" + project, CallerKind.Account, [new(Roles.ProjectMaintainer, project)]);

    public static async Task MakeProjectsAsync(this TestCore core)
    {
        foreach (var name in (string[])["qemu", "spice"])
        {
            var made = await core.Get<ProjectService>()
                .CreateAsync(Caller.System, name, name, default);
            Assert.Null(made.Error);
        }
    }

    public static async Task<Result<Published>> PublishAsync(
        this TestCore core,
        SampleComponent sample,
        string archive,
        Caller? caller = null,
        string? project = null
    )
    {
        await using var body = File.OpenRead(archive);
        return await core.Get<ComponentPublishing>()
            .PublishAsync(
                caller ?? Uploader("qemu"),
                new ComponentUpload(sample.Name, sample.Version, project),
                body,
                default
            );
    }

    public static IServiceCollection WithLimits(
        this IServiceCollection services,
        Action<UploadOptions> limits
    ) => services.PostConfigure(limits);

    /// <summary>Everything in the staging folder.</summary>
    public static string[] Staged(this TestCore core) =>
        Directory.GetFileSystemEntries(core.Get<Data.DataFolder>().Staging);
}

internal static class Verification
{
    /// <summary>Every file of the version is in the store and is what the content list says.</summary>
    public static async Task VerifyAsync(this TestCore core, ComponentVersion version)
    {
        var store = core.Get<BlobStore>();
        var list = await core.Get<ContentLists>().ReadAsync(version.Content, default);
        foreach (var entry in list.Entries.Where(e => !e.Sha256.IsEmpty))
        {
            var bytes = await store.ReadAsync(entry.Sha256, default);
            Assert.Equal(
                (entry.Length, entry.Sha256),
                (bytes.LongLength, Protocol.Digest.Of(bytes))
            );
        }
    }
}
