using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Trust.Tests.Tuf.Repository;

public sealed class UpdateRepositoryTests : IDisposable
{
    private readonly RealRepository _real = new();

    public void Dispose() => _real.Dispose();

    [Fact]
    public async Task A_client_gets_what_was_published_and_later_what_is_newer()
    {
        _real.Live().Release();
        var client = _real.NewClient();
        Assert.Equal("release 1", await _real.GetAsync(client, RealRepository.Pointer));
        Assert.Equal("iso of release 1", await _real.GetAsync(client, RealRepository.Iso));

        Assert.True(_real.Release("release 2"));

        Assert.Equal("release 2", await _real.GetAsync(client, RealRepository.Pointer));
        Assert.Null(await _real.GetAsync(client, "stable/guest-tools/nowhere"));
    }

    [Fact]
    public async Task Rollout_says_how_far_for_each_channel_beside_the_others()
    {
        _real.Live();
        var client = _real.NewClient();
        var stable = UpdateRoles.RolloutPath("stable", "guest-tools");
        var testing = UpdateRoles.RolloutPath("testing", "guest-tools");

        _real.Repository.PublishRollout(TargetContent.Of(stable, "10"u8.ToArray()));
        _real.Repository.PublishRollout(TargetContent.Of(testing, "50"u8.ToArray()));
        _real.Repository.PublishRollout(TargetContent.Of(stable, "20"u8.ToArray()));

        Assert.Equal("20", await _real.GetAsync(client, stable));
        Assert.Equal("50", await _real.GetAsync(client, testing));
    }

    [Fact]
    public void The_tree_has_the_names_that_every_client_asks_for()
    {
        _real.Live().Release();

        var names = Directory
            .GetFiles(_real.Metadata)
            .Select(path => Path.GetFileName(path)!)
            .ToList();
        Assert.Contains("1.root.json", names);
        Assert.Contains("timestamp.json", names);
        foreach (var role in new[] { "snapshot", "targets", "rollout", RealRepository.Stable })
        {
            Assert.Contains(
                names,
                name => name.EndsWith($".{role}.json", StringComparison.Ordinal)
            );
            Assert.DoesNotContain($"{role}.json", names);
        }

        Assert.DoesNotContain(names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
        var hash = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData("release 1"u8)
        );
        Assert.True(
            File.Exists(Path.Combine(_real.Targets, $"stable/guest-tools/{hash}.channel.json"))
        );
    }

    [Fact]
    public void Versions_are_unix_seconds_and_grow_within_a_second()
    {
        _real.Live().Release();
        var first = _real.StatusOf(RealRepository.Stable).Version;
        _real.Release("release 2");
        Assert.True(_real.StatusOf(RealRepository.Stable).Version > first);

        _real.Clock.Now += TimeSpan.FromHours(1);
        _real.Release("release 3");

        Assert.Equal(
            _real.Clock.Now.ToUnixTimeSeconds(),
            _real.StatusOf(RealRepository.Stable).Version
        );
        Assert.Equal(1, _real.StatusOf(RoleName.Root).Version);
    }

    [Fact]
    public async Task After_a_restored_backup_clients_that_saw_more_are_served_on()
    {
        _real.Live().Release();
        var backup = _real.Copy("backup");
        _real.Clock.Now += TimeSpan.FromMinutes(10);
        _real.Release("release 2");
        Assert.True(_real.Repository.Delegate("testing.guest-tools", _real.One()));
        var client = _real.NewClient();
        Assert.Equal("release 2", await _real.GetAsync(client, RealRepository.Pointer));

        // The tree is old again; the signer remembers, and the clock went on.
        Directory.Delete(_real.Tree, recursive: true);
        Assert.Equal(0, Tool.Run(_real.At(), "cp", "-a", backup, _real.Tree).ExitCode);
        _real.Clock.Now += TimeSpan.FromMinutes(10);
        _real.Restart();
        Assert.True(_real.Repository.Publish(everything: true));

        Assert.Equal("release 1", await _real.GetAsync(client, RealRepository.Pointer));
        Assert.True(_real.Release("release 3"));
        Assert.Equal("release 3", await _real.GetAsync(client, RealRepository.Pointer));
    }

    [Fact]
    public async Task What_is_due_is_signed_again_and_nothing_else()
    {
        _real.Live().Release();
        var client = _real.NewClient();
        Assert.False(_real.Repository.Publish());
        var before = Versions();

        _real.Clock.Now += TimeSpan.FromMinutes(59);
        Assert.False(_real.Repository.Publish());
        _real.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(_real.Repository.Publish());
        Assert.Equal([RoleName.Timestamp], Changed(before));

        _real.Clock.Now += TimeSpan.FromDays(2);
        Assert.True(_real.Repository.Publish());
        Assert.Equal(
            [UpdateRoles.Rollout, RoleName.Snapshot, RoleName.Timestamp],
            Changed(before).Order(StringComparer.Ordinal)
        );
        Assert.Equal("release 1", await _real.GetAsync(client, RealRepository.Pointer));
    }

    [Fact]
    public async Task Renewed_now_and_then_a_repository_lives_on_without_an_alarm()
    {
        _real.Live().Release();
        var client = _real.NewClient();
        // Past the day on which root and targets are renewed. Only the timestamp wants to be asked after more often.
        for (var day = 0; day < 184; day += 4)
        {
            _real.Clock.Now += TimeSpan.FromDays(4);
            Assert.DoesNotContain(
                _real.Repository.Status(),
                status => status.IsAlarming && status.Role != RoleName.Timestamp
            );
            _real.Repository.Publish();
            Assert.DoesNotContain(
                _real.Repository.Status(),
                status => status.IsAlarming || status.IsDue
            );
        }

        Assert.Equal("release 1", await _real.GetAsync(client, RealRepository.Pointer));
        Assert.Equal(2, _real.StatusOf(RoleName.Root).Version);
    }

    [Fact]
    public void An_alarm_comes_long_before_expiry()
    {
        _real.Live();
        _real.Clock.Now += TimeSpan.FromHours(18);

        var alarming = Assert.Single(_real.Repository.Status(), status => status.IsAlarming);
        Assert.Equal(RoleName.Timestamp, alarming.Role);
        Assert.True(alarming.Expires - _real.Clock.Now >= TimeSpan.FromHours(6));
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("targets")]
    [InlineData("root")]
    [InlineData("latest.guest-tools")]
    [InlineData("rollout.guest-tools")]
    [InlineData("stable")]
    [InlineData("stable.a.b")]
    [InlineData("Stable.guest-tools")]
    [InlineData("stable.*")]
    public void Nobody_delegates_to_a_name_that_is_no_role_of_ours(string role) =>
        Assert.Equal(
            TufFault.Refused,
            Assert
                .Throws<TufException>(() => _real.Live().Repository.Delegate(role, _real.One()))
                .Fault
        );

    [Theory]
    [InlineData("rollout/stable/guest-tools.json")]
    [InlineData("testing/guest-tools/channel.json")]
    [InlineData("stable/guest-tools/deep/channel.json")]
    [InlineData("stable/guest-tools/.hidden")]
    [InlineData("stable/guest-tools/../x")]
    [InlineData("stable/guest-tools/a b")]
    [InlineData("/stable/guest-tools/a")]
    public void The_signer_signs_for_a_role_only_what_the_role_may_say(string path)
    {
        _real.Live();

        var refused = Assert.Throws<TufException>(() =>
            _real.Repository.PublishFiles(RealRepository.Stable, TargetContent.Of(path, [1]))
        );

        Assert.Equal(TufFault.Refused, refused.Fault);
        Assert.Null(_real.StatusOf(RealRepository.Stable).Waiting);
    }

    [Fact]
    public void Rollout_never_names_an_image()
    {
        _real.Live();

        Assert.Throws<TufException>(() =>
            _real.Repository.PublishRollout(
                TargetContent.Of(UpdateRoles.RolloutPath("stable", "guest-tools"), new byte[20_000])
            )
        );
        Assert.Throws<TufException>(() =>
            _real.Repository.PublishRollout(TargetContent.Of(RealRepository.Iso, [1]))
        );
    }

    [Fact]
    public void Bytes_that_are_not_those_of_their_hash_are_not_published()
    {
        _real.Live();
        File.WriteAllText(_real.At("image.iso"), "something else");

        var refused = Assert.Throws<TufException>(() =>
            _real.Repository.PublishFiles(
                RealRepository.Stable,
                TargetContent.OfFile(
                    RealRepository.Iso,
                    _real.At("image.iso"),
                    14,
                    new string('a', 64)
                )
            )
        );

        Assert.Equal(TufFault.HashMismatch, refused.Fault);
        Assert.Empty(Directory.GetFiles(_real.Targets, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Metadata_stays_small_however_many_releases_there_were()
    {
        _real.Live();
        for (var i = 0; i < 30; i++)
        {
            _real.Release($"release {i:000}");
        }

        long SizeOf(string role) =>
            new FileInfo(
                Path.Combine(
                    _real.Metadata,
                    RoleName.ToFile(
                        role,
                        role == RoleName.Timestamp ? null : _real.StatusOf(role).Version
                    )
                )
            ).Length;
        Assert.InRange(SizeOf(RoleName.Timestamp), 300, 600);
        Assert.InRange(SizeOf(RoleName.Snapshot), 400, 1_000);
        Assert.InRange(SizeOf(RealRepository.Stable), 400, 1_000);
    }

    [Fact]
    public void The_signer_keeps_versions_in_its_own_memory()
    {
        using var folder = new TemporaryFolder();
        using var keys = SigningKeys.Open(folder.At("keys"));
        var root = new RootPlan(Plan(), Plan(), Plan(), Plan()).Build(null, _real.Clock.Now);
        var first = Signer().Sign(new TimestampRequest(new MetaFile(5)), 0, root).Content;
        var second = Signer().Sign(new TimestampRequest(new MetaFile(5)), 0, root).Content;
        Assert.Equal(first.Version + 1, second.Version);

        // Not even the clock makes it go back; and what is published counts too.
        _real.Clock.Now -= TimeSpan.FromDays(1000);
        Assert.Equal(
            second.Version + 1,
            Signer().Sign(new TimestampRequest(new MetaFile(5)), 0, root).Content.Version
        );
        Assert.Equal(
            9_000_000_001,
            Signer()
                .Sign(new TimestampRequest(new MetaFile(5)), 9_000_000_000, root)
                .Content.Version
        );
        Assert.Throws<TufException>(() =>
            Signer().Sign(new TimestampRequest(new MetaFile(4)), 0, root)
        );

        var meta = new Dictionary<string, MetaFile>
        {
            ["targets.json"] = new(2),
            ["a.b.json"] = new(2),
        };
        Signer().Sign(new SnapshotRequest(meta), 0, root);
        Assert.Throws<TufException>(() =>
            Signer()
                .Sign(
                    new SnapshotRequest(
                        new Dictionary<string, MetaFile> { ["targets.json"] = new(3) }
                    ),
                    0,
                    root
                )
        );
        Assert.Throws<TufException>(() =>
            Signer()
                .Sign(
                    new SnapshotRequest(
                        new Dictionary<string, MetaFile>(meta) { ["a.b.json"] = new(1) }
                    ),
                    0,
                    root
                )
        );

        MetadataSigner Signer() => new(keys, folder.At("signer"), _real.Clock);
        KeyPlan Plan() => KeyPlan.Of(keys.Generate());
    }

    private Dictionary<string, long> Versions() =>
        _real.Repository.Status().ToDictionary(status => status.Role, status => status.Version);

    private IEnumerable<string> Changed(Dictionary<string, long> before) =>
        Versions().Where(now => before[now.Key] != now.Value).Select(now => now.Key);
}
