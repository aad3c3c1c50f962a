using System.Text;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Client;

/// <summary>The attacks that TUF exists for, one by one: on software, on versions, on what belongs together, on patience.</summary>
public sealed class AttackTests : IDisposable
{
    private const string Iso = "tools.iso";
    private static readonly byte[] Good = "good"u8.ToArray();

    private readonly TufRepositorySimulator _repository = new();
    private readonly SimulatedClient _client;

    public AttackTests()
    {
        _repository.Add(RoleName.Targets, Iso, Good);
        _repository.Publish(RoleName.Targets);
        _client = new SimulatedClient(_repository);
    }

    public void Dispose()
    {
        _client.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public async Task A_good_repository_is_followed_and_its_target_downloaded()
    {
        Assert.Equal(Good, await _client.DownloadAsync(Iso));
        Assert.Equal(
            ["2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"],
            _repository.Requests.Take(4)
        );
        Assert.Null(await _client.DownloadAsync("nowhere"));
    }

    [Theory]
    [InlineData(RoleName.Root)]
    [InlineData(RoleName.Timestamp)]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Targets)]
    public async Task Arbitrary_software_signed_by_a_stranger_is_refused(string role)
    {
        await _client.RefreshAsync();
        var before = _client.VersionOf(role);
        using var stranger = TufPrivateKey.Generate();
        if (role == RoleName.Root)
        {
            _repository.PublishRoot([stranger]);
        }
        else
        {
            _repository.Keys[role] = [stranger];
            _repository.Publish(RoleName.Targets);
        }

        await _client.RefusedAsync(TufFault.NotSigned);

        Assert.Equal(before, _client.VersionOf(role));
    }

    [Fact]
    public async Task Arbitrary_software_in_the_place_of_a_target_is_refused_and_leaves_nothing()
    {
        var hashed = TargetFile.Of(Iso, Good).HashedPath;
        _repository.Files[hashed] = "evil"u8.ToArray();

        await _client.RefusedAsync(TufFault.HashMismatch, Iso);

        Assert.Empty(_client.Left());
    }

    [Fact]
    public async Task A_target_that_was_cut_short_is_refused_and_leaves_nothing()
    {
        _repository.Files[TargetFile.Of(Iso, Good).HashedPath] = "goo"u8.ToArray();

        await _client.RefusedAsync(TufFault.HashMismatch, Iso);

        Assert.Empty(_client.Left());
    }

    [Fact]
    public async Task A_good_file_on_the_disk_is_not_replaced_by_what_is_refused()
    {
        await _client.DownloadAsync(Iso);
        _repository.Add(RoleName.Targets, Iso, "newer"u8.ToArray());
        _repository.Publish(RoleName.Targets);
        _repository.Files[TargetFile.Of(Iso, "newer"u8).HashedPath] = "evil!"u8.ToArray();

        await _client.RefusedAsync(TufFault.HashMismatch, Iso);

        Assert.Equal(Good, await File.ReadAllBytesAsync(_client.Downloaded(Iso)));
    }

    [Fact]
    public async Task A_target_that_is_there_already_is_not_fetched_again()
    {
        await _client.DownloadAsync(Iso);
        _repository.Requests.Clear();

        await _client.DownloadAsync(Iso);

        Assert.DoesNotContain(TargetFile.Of(Iso, Good).HashedPath, _repository.Requests);
    }

    [Fact]
    public async Task Rollback_of_the_timestamp_is_refused()
    {
        var old = _repository.Files["timestamp.json"];
        _repository.PublishTimestamp();
        await _client.RefreshAsync();
        _repository.Files["timestamp.json"] = old;

        await _client.RefusedAsync(TufFault.Rollback);

        Assert.Equal(3, _client.VersionOf(RoleName.Timestamp));
    }

    [Fact]
    public async Task Rollback_of_an_expired_timestamp_is_refused_too()
    {
        var old = _repository.Timestamp;
        _repository.PublishTimestamp();
        await _client.RefreshAsync();
        _repository.Clock.Now = _repository.Timestamp.Expires.AddDays(1);
        _repository.Timestamp = old with
        {
            Version = 1,
            Expires = _repository.Clock.Now.AddDays(1),
        };
        _repository.PublishTimestamp();

        await _client.RefusedAsync(TufFault.Rollback);
    }

    [Fact]
    public async Task Rollback_of_the_snapshot_by_a_new_timestamp_is_refused()
    {
        var old = _repository.Timestamp.Snapshot;
        _repository.Publish();
        await _client.RefreshAsync();
        _repository.Timestamp = _repository.Timestamp with { Snapshot = old };
        _repository.PublishTimestamp();

        await _client.RefusedAsync(TufFault.Rollback);
    }

    [Fact]
    public async Task Rollback_of_targets_by_a_new_snapshot_is_refused()
    {
        var old = _repository.Snapshot.Of(RoleName.Targets)!;
        _repository.Publish(RoleName.Targets);
        await _client.RefreshAsync();
        _repository.List(RoleName.Targets, old);
        _repository.Publish();

        await _client.RefusedAsync(TufFault.Rollback);

        Assert.Equal(3, _client.VersionOf(RoleName.Snapshot));
    }

    [Fact]
    public async Task Rollback_of_a_delegated_role_is_refused()
    {
        _repository.Delegate(RoleName.Targets, "stable", ["s/*"]);
        _repository.Publish("stable", RoleName.Targets);
        var old = _repository.Snapshot.Of("stable")!;
        _repository.Publish("stable");
        await _client.RefreshAsync();
        _repository.List("stable", old);
        _repository.Publish();

        await _client.RefusedAsync(TufFault.Rollback);
    }

    [Fact]
    public async Task Rollback_of_the_root_is_refused()
    {
        var old = _repository.FirstRoot;
        _repository.PublishRoot();
        await _client.RefreshAsync();
        _repository.Files["3.root.json"] = old;

        await _client.RefusedAsync(TufFault.Rollback);

        Assert.Equal(2, _client.VersionOf(RoleName.Root));
    }

    [Fact]
    public async Task A_root_that_skips_a_version_is_refused()
    {
        _repository.PublishRoot(version: 3);

        await _client.RefusedAsync(TufFault.VersionMismatch);
    }

    [Theory]
    [InlineData(RoleName.Root)]
    [InlineData(RoleName.Timestamp)]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Targets)]
    [InlineData("stable")]
    public async Task Indefinite_freeze_ends_in_the_second_in_which_a_role_expires(string role)
    {
        var expires = _repository.Clock.Now.AddHours(1);
        _repository.Delegate(RoleName.Targets, "stable", ["s/*"]);
        _repository.Add("stable", "s/a", Good);
        switch (role)
        {
            case RoleName.Root:
                _repository.Root = _repository.Root with { Expires = expires };
                _repository.PublishRoot();
                break;
            case RoleName.Timestamp:
                _repository.Timestamp = _repository.Timestamp with { Expires = expires };
                break;
            case RoleName.Snapshot:
                _repository.Snapshot = _repository.Snapshot with { Expires = expires };
                break;
            default:
                _repository.Roles[role] = _repository.Roles[role] with { Expires = expires };
                break;
        }

        _repository.Publish("stable", RoleName.Targets);

        _repository.Clock.Now = expires.AddSeconds(-1);
        Assert.Equal(Good, await _client.DownloadAsync("s/a"));
        _repository.Clock.Now = expires;
        await _client.RefusedAsync(TufFault.Expired, "s/a");
        _repository.Clock.Now = expires.AddSeconds(1);
        await _client.RefusedAsync(TufFault.Expired, "s/a");
    }

    [Fact]
    public async Task An_expired_root_is_a_step_to_a_newer_one()
    {
        _repository.PublishRoot();
        _repository.Clock.Now = _repository.Root.Expires.AddDays(1);
        _repository.Root = _repository.Root with { Expires = _repository.Clock.Now.AddDays(1) };
        _repository.PublishRoot();
        _repository.Roles[RoleName.Targets] = _repository.Roles[RoleName.Targets] with
        {
            Expires = _repository.Root.Expires,
        };
        _repository.Snapshot = _repository.Snapshot with { Expires = _repository.Root.Expires };
        _repository.Timestamp = _repository.Timestamp with { Expires = _repository.Root.Expires };
        _repository.Publish(RoleName.Targets);

        await _client.RefreshAsync();

        Assert.Equal(3, _client.VersionOf(RoleName.Root));
    }

    [Theory]
    [InlineData("2.root.json", 512_000)]
    [InlineData("timestamp.json", 16_384)]
    [InlineData("2.targets.json", 5_000_000)]
    public async Task Endless_data_is_given_up_at_the_limit(string file, int limit)
    {
        // Without lengths in the metadata above: the limit alone holds.
        _repository.Snapshot = _repository.Snapshot with
        {
            Version = 1,
            Meta = new Dictionary<string, MetaFile> { ["targets.json"] = new(2) },
        };
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();
        var endless = new EndlessStream();
        _repository.Instead = path => path == file ? endless : null;

        await _client.RefusedAsync(TufFault.TooLong);

        Assert.InRange(endless.Given, limit, limit + 300_000);
    }

    [Fact]
    public async Task Endless_data_for_a_snapshot_or_a_target_is_given_up_at_the_length_that_was_promised()
    {
        var endless = new EndlessStream();
        _repository.Instead = path => path == "2.snapshot.json" ? endless : null;
        await _client.RefusedAsync(TufFault.TooLong);
        Assert.InRange(endless.Given, 1, 2_000);

        _repository.Instead = path => path.EndsWith(Iso, StringComparison.Ordinal) ? endless : null;
        await _client.RefusedAsync(TufFault.TooLong, Iso);
        Assert.Empty(_client.Left());
    }

    [Fact]
    public async Task A_promise_of_a_gigabyte_of_snapshot_is_held_against_the_limit()
    {
        _repository.Timestamp = _repository.Timestamp with { Snapshot = new MetaFile(2, 1L << 30) };
        _repository.PublishTimestamp();
        var endless = new EndlessStream();
        _repository.Instead = path => path == "2.snapshot.json" ? endless : null;

        await _client.RefusedAsync(TufFault.TooLong);

        Assert.InRange(endless.Given, 2_000_000, 2_300_000);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up()
    {
        _client.Limits = new UpdaterLimits { Silence = TimeSpan.FromMilliseconds(20) };
        _repository.Instead = path => path == "timestamp.json" ? new SilentStream() : null;

        await _client.RefusedAsync(TufFault.Unavailable);
    }

    [Fact]
    public async Task Mix_and_match_of_a_snapshot_is_refused()
    {
        var older = _repository.Files["2.snapshot.json"];
        _repository.Publish(RoleName.Targets);
        _repository.Files["3.snapshot.json"] = older;

        // Signatures differ in length by a byte or two, so the older file may be too long as well.
        await _client.RefusedAsync(TufFault.HashMismatch, TufFault.TooLong);
    }

    [Fact]
    public async Task Mix_and_match_of_targets_is_refused_by_hash_and_without_one_by_version()
    {
        var older = _repository.Files["2.targets.json"];
        _repository.Publish(RoleName.Targets);
        _repository.Files["3.targets.json"] = older;
        await _client.RefusedAsync(TufFault.HashMismatch, TufFault.TooLong);

        _repository.List(RoleName.Targets, new MetaFile(3));
        _repository.Publish();
        await _client.RefusedAsync(TufFault.VersionMismatch);
    }

    [Fact]
    public async Task A_snapshot_of_another_version_than_the_timestamp_names_is_refused()
    {
        _repository.PublishSnapshot();
        _repository.Files["9.snapshot.json"] = _repository.Files["3.snapshot.json"];
        _repository.Timestamp = _repository.Timestamp with { Snapshot = new MetaFile(9) };
        _repository.PublishTimestamp();

        await _client.RefusedAsync(TufFault.VersionMismatch);

        Assert.Null(_client.VersionOf(RoleName.Snapshot));
    }

    [Fact]
    public async Task A_snapshot_that_drops_a_role_is_refused()
    {
        _repository.Delegate(RoleName.Targets, "stable", ["s/*"]);
        _repository.Publish("stable", RoleName.Targets);
        await _client.RefreshAsync();
        _repository.Snapshot = _repository.Snapshot with
        {
            Meta = new Dictionary<string, MetaFile>
            {
                ["targets.json"] = _repository.Snapshot.Of(RoleName.Targets)!,
            },
        };
        _repository.Publish();

        await _client.RefusedAsync(TufFault.RoleMissing);
    }

    [Fact]
    public async Task Metadata_of_one_role_does_not_pass_for_another()
    {
        // One key for both, as careless repositories have it: the type still tells.
        _repository.Keys[RoleName.Timestamp] = _repository.Keys[RoleName.Snapshot];
        _repository.PublishRoot();
        _repository.PublishTimestamp();
        _repository.Files["timestamp.json"] = _repository.Files["2.snapshot.json"];

        await _client.RefusedAsync(TufFault.WrongType);
    }

    [Theory]
    [InlineData("timestamp.json", TufFault.NotFound)]
    [InlineData("2.snapshot.json", TufFault.NotFound)]
    [InlineData("2.targets.json", TufFault.NotFound)]
    public async Task A_missing_file_is_a_failed_update(string file, TufFault fault)
    {
        _repository.Files.Remove(file);

        await _client.RefusedAsync(fault);
    }

    [Theory]
    [InlineData("2.root.json", TufFault.Malformed)]
    [InlineData("timestamp.json", TufFault.Malformed)]
    [InlineData("2.snapshot.json", TufFault.HashMismatch)]
    [InlineData("2.targets.json", TufFault.HashMismatch)]
    public async Task Rubbish_is_refused(string file, TufFault fault)
    {
        _repository.Files[file] = Encoding.UTF8.GetBytes("<html>captive portal</html>");

        await _client.RefusedAsync(fault);
    }

    [Fact]
    public async Task A_timestamp_of_the_same_version_is_not_taken_in()
    {
        await _client.RefreshAsync();
        _repository.Timestamp = _repository.Timestamp with
        {
            Version = _repository.Timestamp.Version - 1,
            Snapshot = new MetaFile(100),
        };
        _repository.PublishTimestamp();

        await _client.RefreshAsync();

        var kept = SignedFiles.ReadTimestamp(_client.Store.Read(RoleName.Timestamp, 100_000));
        Assert.Equal(2, kept.Content.Snapshot.Version);
    }

    [Fact]
    public async Task A_damaged_store_is_fetched_again()
    {
        await _client.RefreshAsync();
        foreach (var role in new[] { RoleName.Timestamp, RoleName.Snapshot, RoleName.Targets })
        {
            _client.Store.Write(role, "{"u8);
        }

        await _client.RefreshAsync();

        Assert.Equal(2, _client.VersionOf(RoleName.Targets));
    }

    [Fact]
    public async Task What_is_kept_are_the_bytes_that_were_served()
    {
        _repository.Files["timestamp.json"] = [.. _repository.Files["timestamp.json"], (byte)' '];

        await _client.RefreshAsync();

        Assert.Equal(
            _repository.Files["timestamp.json"],
            _client.Store.Read(RoleName.Timestamp, 100_000)
        );
    }

    [Fact]
    public void Two_updates_of_one_store_do_not_run_at_once()
    {
        using var first = new Updater(_client.Store, _repository, _repository.Clock);

        var refused = Assert.Throws<TufException>(() =>
            new Updater(_client.Store, _repository, _repository.Clock)
        );

        Assert.Equal(TufFault.Unavailable, refused.Fault);
    }
}
