using System.Text;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Trust.Tests.Tuf.Repository;

/// <summary>Keys that are elsewhere, several of them, and keys that change or are stolen.</summary>
public sealed class CeremonyTests : IDisposable
{
    private readonly RealRepository _real = new();
    private readonly List<TufPrivateKey> _offline = [];

    public void Dispose()
    {
        _real.Dispose();
        _offline.ForEach(key => key.Dispose());
    }

    [Fact]
    public async Task Root_and_targets_keys_that_never_touch_the_portal_sign_by_carried_files()
    {
        var (a, b, c) = (Key(), Key(), Key());
        var rootKeys = new KeyPlan([a.Public, b.Public, c.Public], 2);
        _real.Plan = new RootPlan(rootKeys, rootKeys, _real.One(), _real.One());

        Assert.False(_real.Repository.PlanRoot(_real.Plan));
        Assert.False(_real.Repository.IsLive);
        Assert.False(SignElsewhere(RoleName.Root, a));
        Assert.Equal(1, _real.StatusOf(RoleName.Root).Waiting!.Signatures);
        Assert.False(SignElsewhere(RoleName.Root, b));
        Assert.False(SignElsewhere(RoleName.Targets, c));
        Assert.True(SignElsewhere(RoleName.Targets, a));
        Assert.True(_real.Repository.IsLive);

        // A channel waits until targets were signed by hand; then all of it is there at once.
        Assert.False(_real.Repository.Delegate(RealRepository.Stable, _real.One()));
        Assert.False(_real.Release());
        Assert.False(SignElsewhere(RoleName.Targets, b));
        Assert.True(SignElsewhere(RoleName.Targets, c));
        Assert.Equal("release 1", await _real.GetAsync(_real.NewClient(), RealRepository.Pointer));
        Assert.True(_real.Release("release 2"));
        Assert.DoesNotContain(_real.Repository.Status(), status => status.Waiting is not null);
    }

    [Fact]
    public async Task A_channel_is_signed_by_two_release_managers_of_three()
    {
        _real.Live();
        var client = _real.NewClient();
        var (a, b, c) = (Key(), Key(), Key());
        Assert.False(
            _real.Repository.Delegate(
                "debian-12.guest-tools",
                new KeyPlan([a.Public, b.Public, c.Public], 2)
            )
        );
        // Until it has metadata of its own nothing points to it, so that no client trips over it.
        Assert.Equal(0, _real.StatusOf("debian-12.guest-tools").Version);
        Assert.True(_real.Release("not held up"));
        SignElsewhere("debian-12.guest-tools", a);
        Assert.True(SignElsewhere("debian-12.guest-tools", c));

        const string path = "debian-12/guest-tools/channel.json";
        Assert.False(
            _real.Repository.PublishFiles(
                "debian-12.guest-tools",
                TargetContent.Of(path, "1.4"u8.ToArray())
            )
        );
        Assert.Null(await _real.GetAsync(client, path));
        Assert.False(SignElsewhere("debian-12.guest-tools", b));
        // A second signature of the same key is no second key.
        Assert.False(SignElsewhere("debian-12.guest-tools", b));
        _real.Restart();
        Assert.True(SignElsewhere("debian-12.guest-tools", a));

        Assert.Equal("1.4", await _real.GetAsync(client, path));
    }

    [Fact]
    public void What_waits_for_a_hand_is_not_made_anew_under_it()
    {
        var offline = Key();
        _real.Live();
        _real.Repository.Delegate("debian-12.guest-tools", KeyPlan.Of(offline.Public));
        SignElsewhere("debian-12.guest-tools", offline);
        _real.Clock.Now += TimeSpan.FromDays(31);
        _real.Repository.Publish();
        var waiting = _real.StatusOf("debian-12.guest-tools").Waiting;
        Assert.NotNull(waiting);

        _real.Clock.Now += TimeSpan.FromHours(5);
        _real.Repository.Publish();

        Assert.Equal(waiting.Version, _real.StatusOf("debian-12.guest-tools").Waiting!.Version);
        Assert.True(SignElsewhere("debian-12.guest-tools", offline));
    }

    [Fact]
    public void Signatures_of_strangers_and_over_something_else_are_refused()
    {
        var (a, b, stranger) = (Key(), Key(), Key());
        _real.Live();
        _real.Repository.Delegate("debian-12.guest-tools", new KeyPlan([a.Public, b.Public], 2));
        var waiting = _real.StatusOf("debian-12.guest-tools").Waiting!.File;

        Assert.Equal(
            TufFault.NotSigned,
            Refused(OfflineSigning.Sign(waiting.Span, stranger)).Fault
        );
        var altered = Encoding.UTF8.GetBytes(
            Encoding
                .UTF8.GetString(waiting.Span)
                .Replace("\"targets\":{}", "\"targets\":{},\"x\":1", StringComparison.Ordinal)
        );
        Assert.Equal(TufFault.Refused, Refused(OfflineSigning.Sign(altered, a)).Fault);
        Assert.Equal(TufFault.Malformed, Refused("{}"u8.ToArray()).Fault);
        Assert.Equal(0, _real.StatusOf("debian-12.guest-tools").Waiting!.Signatures);

        TufException Refused(byte[] file) =>
            Assert.Throws<TufException>(() =>
                _real.Repository.AddSignatures("debian-12.guest-tools", file)
            );
    }

    [Theory]
    [InlineData(RoleName.Root)]
    [InlineData(RoleName.Targets)]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Timestamp)]
    public async Task A_key_of_a_top_level_role_is_changed_and_old_and_new_clients_follow(
        string role
    )
    {
        _real.Live().Release();
        var old = _real.NewClient("old");
        await _real.GetAsync(old, RealRepository.Pointer);
        _real.Clock.Now += TimeSpan.FromMinutes(5);

        Assert.True(_real.Repository.PlanRoot(With(role, _real.One())));

        Assert.Equal(2, _real.StatusOf(RoleName.Root).Version);
        Assert.DoesNotContain(
            _real.Repository.Status(),
            status => status.IsDue || status.Waiting is not null
        );
        Assert.Equal("release 1", await _real.GetAsync(old, RealRepository.Pointer));
        Assert.Equal(
            "release 1",
            await _real.GetAsync(_real.NewClient("new"), RealRepository.Pointer)
        );
        _real.Release("release 2");
        Assert.Equal("release 2", await _real.GetAsync(old, RealRepository.Pointer));
    }

    [Theory]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Timestamp)]
    [InlineData(RoleName.Targets)]
    public async Task While_keys_change_each_step_is_good_for_clients_that_have_the_old_root_only(
        string role
    )
    {
        _real.Live().Release();
        _real.Repository.PlanRoot(With(role, _real.One()));

        // As if the new root had not been written yet.
        var between = _real.Copy("between");
        File.Delete(Path.Combine(between, "metadata", "2.root.json"));

        Assert.Equal(
            "release 1",
            await _real.GetAsync(_real.NewClient(), RealRepository.Pointer, between)
        );
    }

    [Theory]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Timestamp)]
    public async Task After_a_theft_the_old_key_is_worth_nothing_even_where_it_ran_versions_up(
        string role
    )
    {
        _real.Live().Release();
        var stolen = TufPrivateKey.FromPem(_real.Keys.Export(KeyOf(role))!);
        _offline.Add(stolen);
        var other = role == RoleName.Snapshot ? RoleName.Timestamp : RoleName.Snapshot;
        var otherStolen = TufPrivateKey.FromPem(_real.Keys.Export(KeyOf(other))!);
        _offline.Add(otherStolen);
        var victim = _real.NewClient("victim");
        await _real.GetAsync(victim, RealRepository.Pointer);

        // The thief's mirror runs the versions up as far as they go.
        var mirror = _real.Copy("mirror");
        Forge(mirror, stolen, otherStolen, role, JsonValue.MaxInteger - 1);
        await _real.GetAsync(victim, RealRepository.Pointer, mirror);
        _real.Clock.Now += TimeSpan.FromMinutes(5);
        Assert.True(_real.Release("release 2"));
        await Assert.ThrowsAsync<TufException>(() =>
            _real.GetAsync(victim, RealRepository.Pointer)
        );

        Assert.True(_real.Repository.PlanRoot(With(role, _real.One())));

        Assert.Equal("release 2", await _real.GetAsync(victim, RealRepository.Pointer));
        File.Copy(
            Path.Combine(_real.Metadata, "2.root.json"),
            Path.Combine(mirror, "metadata", "2.root.json")
        );
        await Assert.ThrowsAsync<TufException>(() =>
            _real.GetAsync(victim, RealRepository.Pointer, mirror)
        );
    }

    [Fact]
    public async Task A_channel_key_is_changed_and_the_old_one_signs_nothing_more()
    {
        _real.Live().Release();
        var client = _real.NewClient();
        var before = _real.StatusOf(RealRepository.Stable).Version;

        Assert.True(_real.Repository.Delegate(RealRepository.Stable, _real.One()));

        Assert.True(_real.StatusOf(RealRepository.Stable).Version > before);
        Assert.Equal("release 1", await _real.GetAsync(client, RealRepository.Pointer));
    }

    [Fact]
    public async Task A_key_that_is_gone_is_replaced_by_a_root_that_goes_first()
    {
        _real.Live().Release();
        var client = _real.NewClient();
        _real.Keys.Remove(KeyOf(RoleName.Timestamp));

        Assert.True(_real.Repository.PlanRoot(With(RoleName.Timestamp, _real.One())));

        Assert.Equal("release 1", await _real.GetAsync(client, RealRepository.Pointer));
    }

    [Fact]
    public async Task A_root_that_was_published_before_a_kill_is_followed_up()
    {
        _real.Live().Release();
        // The root alone, as a kill leaves it where the old key is gone.
        var lone = With(RoleName.Timestamp, _real.One())
            .Build(SignedFiles.ReadRoot(_real.Repository.NewestRoot).Content, _real.Clock.Now);
        using var rootKey = TufPrivateKey.FromPem(_real.Keys.Export(KeyOf(RoleName.Root))!);
        File.WriteAllBytes(
            Path.Combine(_real.Metadata, "2.root.json"),
            SignedFiles.Begin(lone).SignWith(rootKey).ToBytes()
        );
        _real.Restart();
        Assert.True(_real.StatusOf(RoleName.Timestamp).IsAlarming);

        Assert.True(_real.Repository.Publish());

        Assert.Equal("release 1", await _real.GetAsync(_real.NewClient(), RealRepository.Pointer));
    }

    [Fact]
    public async Task A_root_made_and_signed_elsewhere_is_imported_and_one_of_a_stranger_is_not()
    {
        _real.Live().Release();
        var current = SignedFiles.ReadRoot(_real.Repository.NewestRoot).Content;
        using var rootKey = TufPrivateKey.FromPem(_real.Keys.Export(KeyOf(RoleName.Root))!);
        _real.Keys.Remove(rootKey.Public.KeyId);
        var (next, stranger) = (Key(), Key());
        var plan = With(RoleName.Root, KeyPlan.Of(next.Public));

        var forged = SignedFiles.Begin(
            With(RoleName.Root, KeyPlan.Of(stranger.Public)).Build(current, _real.Clock.Now)
        );
        Assert.Equal(
            TufFault.NotSigned,
            Assert
                .Throws<TufException>(() =>
                    _real.Repository.AddSignatures(
                        RoleName.Root,
                        forged.SignWith(stranger).ToBytes()
                    )
                )
                .Fault
        );
        var root = SignedFiles.Begin(plan.Build(current, _real.Clock.Now)).SignWith(rootKey);
        Assert.False(_real.Repository.AddSignatures(RoleName.Root, root.ToBytes()));
        Assert.True(_real.Repository.AddSignatures(RoleName.Root, root.SignWith(next).ToBytes()));

        Assert.Equal("release 1", await _real.GetAsync(_real.NewClient(), RealRepository.Pointer));
        Assert.Equal(2, _real.StatusOf(RoleName.Root).Version);
    }

    [Fact]
    public void What_waited_until_it_expired_is_not_published_but_made_anew()
    {
        var offline = Key();
        _real.Live();
        _real.Repository.Delegate("debian-12.guest-tools", KeyPlan.Of(offline.Public));
        SignElsewhere("debian-12.guest-tools", offline);
        _real.Repository.PublishFiles(
            "debian-12.guest-tools",
            TargetContent.Of("debian-12/guest-tools/channel.json", "1.4"u8.ToArray())
        );
        var published = _real.StatusOf("debian-12.guest-tools").Version;
        _real.Clock.Now += TimeSpan.FromDays(91);

        Assert.False(SignElsewhere("debian-12.guest-tools", offline));
        _real.Repository.Publish();
        Assert.Equal(published, _real.StatusOf("debian-12.guest-tools").Version);
        Assert.True(SignElsewhere("debian-12.guest-tools", offline));
        Assert.True(
            _real.StatusOf("debian-12.guest-tools").Expires
                > _real.Clock.Now + TimeSpan.FromDays(80)
        );
    }

    [Fact]
    public void A_root_under_which_a_role_could_never_be_signed_is_not_taken_in()
    {
        _real.Live();
        var current = SignedFiles.ReadRoot(_real.Repository.NewestRoot).Content;
        using var rootKey = TufPrivateKey.FromPem(_real.Keys.Export(KeyOf(RoleName.Root))!);
        var next = _real.Plan.Build(current, _real.Clock.Now);
        Root[] bad =
        [
            next with
            {
                ConsistentSnapshot = false,
            },
            next with
            {
                Keys = KeyList.Of([rootKey.Public]),
            },
            next with
            {
                Roles = new Dictionary<string, RoleKeys>(next.Roles)
                {
                    [RoleName.Timestamp] = next.Roles[RoleName.Timestamp] with { Threshold = 2 },
                },
            },
        ];

        foreach (var root in bad)
        {
            var file = SignedFiles.Begin(root).SignWith(rootKey).ToBytes();
            var refused = Assert.Throws<TufException>(() =>
                _real.Repository.AddSignatures(RoleName.Root, file)
            );
            Assert.Equal(TufFault.Refused, refused.Fault);
        }

        Assert.Equal(1, _real.StatusOf(RoleName.Root).Version);
    }

    [Fact]
    public void A_plan_that_nobody_can_meet_is_refused()
    {
        var key = Key().Public;

        Assert.Throws<TufException>(() => Plan(new KeyPlan([key], 2)));
        Assert.Throws<TufException>(() => Plan(new KeyPlan([key], 0)));
        Assert.Throws<TufException>(() => Plan(new KeyPlan([key, key], 2)));
        Assert.Throws<TufException>(() => Plan(new KeyPlan([], 1)));
        Assert.Null(_real.Repository.NewestRoot);

        void Plan(KeyPlan bad) =>
            _real.Repository.PlanRoot(new RootPlan(_real.One(), bad, _real.One(), _real.One()));
    }

    private TufPrivateKey Key()
    {
        var key = TufPrivateKey.Generate();
        _offline.Add(key);
        return key;
    }

    /// <summary>Carries the waiting file away, signs it there, and carries it back.</summary>
    private bool SignElsewhere(string role, TufPrivateKey key)
    {
        var file = _real.StatusOf(role).Waiting!.File;
        Assert.True(OfflineSigning.Read(file.Span).Version > 0);
        return _real.Repository.AddSignatures(role, OfflineSigning.Sign(file.Span, key));
    }

    private RootPlan With(string role, KeyPlan keys) =>
        role switch
        {
            RoleName.Root => _real.Plan with { Root = keys },
            RoleName.Targets => _real.Plan with { Targets = keys },
            RoleName.Snapshot => _real.Plan with { Snapshot = keys },
            _ => _real.Plan with { Timestamp = keys },
        };

    private string KeyOf(string role) =>
        SignedFiles.ReadRoot(_real.Repository.NewestRoot).Content.Roles[role].KeyIds[0];

    private static void Forge(
        string tree,
        TufPrivateKey stolen,
        TufPrivateKey other,
        string role,
        long version
    )
    {
        var metadata = Path.Combine(tree, "metadata");
        var path = Path.Combine(metadata, "timestamp.json");
        var timestamp = SignedFiles.ReadTimestamp(File.ReadAllBytes(path)).Content;
        if (role == RoleName.Timestamp)
        {
            File.WriteAllBytes(
                path,
                SignedFiles.Begin(timestamp with { Version = version }).SignWith(stolen).ToBytes()
            );
            return;
        }

        var old = Path.Combine(metadata, $"{timestamp.Snapshot.Version}.snapshot.json");
        var snapshot = SignedFiles.ReadSnapshot(File.ReadAllBytes(old)).Content with
        {
            Version = version,
        };
        var file = SignedFiles.Begin(snapshot).SignWith(stolen).ToBytes();
        File.WriteAllBytes(Path.Combine(metadata, $"{version}.snapshot.json"), file);
        File.WriteAllBytes(
            path,
            SignedFiles
                .Begin(
                    timestamp with
                    {
                        Version = timestamp.Version + 1,
                        Snapshot = MetaFile.Of(version, file),
                    }
                )
                .SignWith(other)
                .ToBytes()
        );
    }
}
