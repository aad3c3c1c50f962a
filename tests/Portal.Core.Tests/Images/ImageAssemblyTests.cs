using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Iso9660;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Signing;

namespace Portal.Images;

public abstract class ImageAssemblyTests(DatabaseProvider provider)
{
    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["bin/agent"] = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))],
        ["bin/copy-of-agent"] = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))],
        ["empty"] = [],
    };

    [Fact]
    public async Task A_queued_release_becomes_an_image_that_reads_as_its_digest_says()
    {
        await using var site = await CoreSite.StartAsync(provider);
        var release = await site.QueueAsync("1.0", Files);

        await site.Assembly.RunAsync(release.Id, default);

        release = await site.ReadAsync(release.Id);
        Assert.Equal(ReleaseStates.Ready, release.State);
        Assert.Equal(1, release.Attempts);
        var iso = await ReadIsoAsync(site, "1.0");
        Assert.Equal((await site.ReadImageAsync(release.Id)).Sha256, Digest.Of(iso));
        Assert.Empty(IsoVerifier.Verify(new MemoryStream(iso)));
    }

    [Fact]
    public async Task An_attempt_after_a_failure_uses_the_contents_signature_that_was_made_first()
    {
        await using var site = await CoreSite.StartAsync(provider);
        var release = await site.QueueAsync("1.0", Files);
        var content = Digest.Of(Files["bin/agent"]);
        site.Blobs.Delete(content);

        await site.Assembly.RunAsync(release.Id, default);
        var failed = await site.ReadAsync(release.Id);
        Assert.Equal(1, failed.Failures);
        Assert.NotNull(failed.Error);
        Assert.False(ReleaseStates.IsFinal(failed.State));
        var signature = (await site.ReadImageAsync(release.Id)).ContentsSignature;

        await site.PlaceAsync(Files["bin/agent"]);
        await site.Assembly.RunAsync(release.Id, default);
        Assert.Equal(ReleaseStates.Ready, (await site.ReadAsync(release.Id)).State);
        Assert.Equal(signature, (await site.ReadImageAsync(release.Id)).ContentsSignature);
    }

    [Fact]
    public async Task A_release_that_fails_too_often_is_given_up_and_can_be_queued_again_by_hand()
    {
        await using var site = await CoreSite.StartAsync(provider, ("Jobs:MaxFailures", "2"));
        var release = await site.QueueAsync("1.0", Files);
        site.Blobs.Delete(Digest.Of(Files["bin/agent"]));

        await site.Assembly.RunAsync(release.Id, default);
        await site.Assembly.RunAsync(release.Id, default);
        Assert.Equal(ReleaseStates.Failed, (await site.ReadAsync(release.Id)).State);
        Assert.DoesNotContain(release.Id, await site.Assembly.DueAsync(default));

        await site.PlaceAsync(Files["bin/agent"]);
        var again = await site.Get<ReleaseService>()
            .RerunAsync(Caller.System, "tools", "1.0", default);
        Assert.Equal(ReleaseStates.Queued, again.Value.State);
        Assert.Contains(release.Id, await site.Assembly.DueAsync(default));
        await site.Assembly.RunAsync(release.Id, default);
        Assert.Equal(ReleaseStates.Ready, (await site.ReadAsync(release.Id)).State);
    }

    [Fact]
    public async Task Two_nodes_that_assemble_the_same_release_at_once_make_one_image()
    {
        await using var site = await CoreSite.StartAsync(provider);
        var release = await site.QueueAsync("1.0", Files);

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => site.Assembly.RunAsync(release.Id, default)))
        );
        // Whoever lost the race for the signature left the release due; the next round finishes it.
        await site.Assembly.RunAsync(release.Id, default);

        Assert.Equal(ReleaseStates.Ready, (await site.ReadAsync(release.Id)).State);
        Assert.Equal(
            (await site.ReadImageAsync(release.Id)).Sha256,
            Digest.Of(await ReadIsoAsync(site, "1.0"))
        );
    }

    [Fact]
    public async Task A_lock_made_before_a_key_rotation_is_signed_by_the_key_that_it_names()
    {
        await using var site = await CoreSite.StartAsync(provider);
        var before = await site.QueueAsync("1.0", Files);
        var signed = await site.QueueAsync("1.1", Files);
        await site.Assembly.RunAsync(signed.Id, default);
        var digest = (await site.ReadImageAsync(signed.Id)).Sha256;

        await site.Get<ReleaseSigner>().RotateAsync(default);
        await site.Assembly.RunAsync(before.Id, default);

        Assert.Equal(ReleaseStates.Ready, (await site.ReadAsync(before.Id)).State);
        Assert.Equal(digest, Digest.Of(await ReadIsoAsync(site, "1.1")));
    }

    [Fact]
    public async Task Collection_without_grace_leaves_every_image_whole_and_takes_what_a_removed_one_held()
    {
        await using var site = await CoreSite.StartAsync(provider, ("Blobs:Grace", "00:00:00"));
        var release = await site.QueueAsync("1.0", Files);
        await site.Assembly.RunAsync(release.Id, default);
        var digest = (await site.ReadImageAsync(release.Id)).Sha256;

        await CollectAsync(site);
        Assert.Equal(digest, Digest.Of(await ReadIsoAsync(site, "1.0")));

        await site.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", "1.0", "malware", remove: true, default);
        await CollectAsync(site);
        Assert.False(site.Blobs.Contains(Digest.Of(Files["bin/agent"])));
    }

    [Fact]
    public async Task Damaged_content_fails_the_release_instead_of_being_signed()
    {
        await using var site = await CoreSite.StartAsync(provider);
        var release = await site.QueueAsync("1.0", Files);
        var path = site.Blobs.PathOf(Digest.Of(Files["bin/agent"]));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var file = File.OpenWrite(path))
        {
            file.WriteByte(0xFF);
        }

        await site.Assembly.RunAsync(release.Id, default);

        release = await site.ReadAsync(release.Id);
        Assert.NotEqual(ReleaseStates.Ready, release.State);
        Assert.Contains(Digest.Of(Files["bin/agent"]).Hex, release.Error, StringComparison.Ordinal);
    }

    private static async Task CollectAsync(CoreSite site)
    {
        // What is as young as the collection itself stays, whatever the grace.
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.Get<BlobCollection>().RunAsync(Caller.System, dryRun: false, default);
    }

    private static async Task<byte[]> ReadIsoAsync(CoreSite site, string version)
    {
        var listed = await site.Get<ImageFiles>().ListAsync("tools", version, default);
        var iso = listed.Value.Files.Single(f => f.Name == $"tools-{version}.iso");
        await using var stream = await iso.Open(default);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}

public sealed class ImageAssemblyTests_Sqlite() : ImageAssemblyTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ImageAssemblyTests_PostgreSql()
    : ImageAssemblyTests(DatabaseProvider.PostgreSql);
