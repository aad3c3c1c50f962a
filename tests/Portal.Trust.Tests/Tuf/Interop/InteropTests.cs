using Portal.Trust.Tests.Tuf.Metadata;
using Portal.Trust.Tests.Tuf.Repository;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Trust.Tests.Tuf.Interop;

/// <summary>
/// What the real repository publishes, in the hands of the real tuf-js and of our own client: both follow it, and both stop
/// where it ends.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class InteropTests(TufJs tufJs) : IClassFixture<TufJs>, IDisposable
{
    private readonly RealRepository _real = new();

    public void Dispose() => _real.Dispose();

    [Fact]
    public async Task Both_follow_releases_rollout_new_keys_and_thresholds()
    {
        _real.Live().Release();
        using var both = new TwoClients(tufJs, _real);
        await both.GetAsync("tree", RealRepository.Pointer, "release 1");
        await both.GetAsync("tree", RealRepository.Iso, "iso of release 1");

        _real.Clock.Now += TimeSpan.FromMinutes(1);
        _real.Release("release 2");
        _real.Repository.PublishRollout(
            TargetContent.Of(UpdateRoles.RolloutPath("stable", "guest-tools"), "10"u8.ToArray())
        );
        await both.GetAsync("tree", RealRepository.Pointer, "release 2");
        await both.GetAsync("tree", UpdateRoles.RolloutPath("stable", "guest-tools"), "10");

        // Every key of the top level anew, two of three for root and for the channel.
        KeyPlan two = new([_real.Keys.Generate(), _real.Keys.Generate(), _real.Keys.Generate()], 2);
        Assert.True(_real.Repository.PlanRoot(new RootPlan(two, two, _real.One(), _real.One())));
        Assert.True(_real.Repository.Delegate(RealRepository.Stable, two));
        _real.Release("release 3");
        await both.GetAsync("tree", RealRepository.Pointer, "release 3");
    }

    [Theory]
    [InlineData(RoleName.Root)]
    [InlineData(RoleName.Targets)]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Timestamp)]
    [InlineData(RealRepository.Stable)]
    public async Task Both_stop_in_the_second_in_which_a_role_expires(string role)
    {
        _real.Live().Release();
        var expires = _real.StatusOf(role).Expires!.Value;
        var tree = new AttackedTree(_real, _real.Copy("frozen"));
        OutliveAllBut(tree, role, expires.AddYears(3));
        using var both = new TwoClients(tufJs, _real);

        _real.Clock.Now = expires.AddSeconds(-1);
        await both.GetAsync("frozen", RealRepository.Pointer, "release 1");
        _real.Clock.Now = expires;
        await both.RefuseAsync("frozen");
        _real.Clock.Now = expires.AddSeconds(1);
        await both.RefuseAsync("frozen");
    }

    /// <summary>Of what may be published: paths and patterns that are portable. On others minimatch has ideas of its own.</summary>
    [Fact]
    public void Tuf_js_decides_on_patterns_as_we_do()
    {
        var cases = PathPatternTests
            .Cases(new Random(11), "ab.*?+~-_", 20_000)
            .Where(one => PathPattern.IsPortable(one[0]) && TargetPath.IsPortable(one[1]))
            .ToList();

        var theirs = tufJs.Match(cases);

        Assert.InRange(cases.Count, 1_000, 20_000);
        Assert.InRange(theirs.Count(c => c == '1'), cases.Count / 20, cases.Count * 19 / 20);
        var ours = PathPatternTests.Decide(cases);
        Assert.Equal(
            [],
            cases
                .Where((_, i) => theirs[i] != ours[i])
                .Take(5)
                .Select(one => string.Join("  ", one))
        );
    }

    private static void OutliveAllBut(AttackedTree tree, string role, DateTimeOffset until)
    {
        foreach (
            var other in new[] { RealRepository.Stable, RoleName.Targets }.Where(other =>
                other != role
            )
        )
        {
            var now = tree.Role(other);
            tree.SetRole(other, now with { Version = now.Version + 1, Expires = until });
        }

        if (role != RoleName.Snapshot)
        {
            tree.SetSnapshot(
                tree.Snapshot with
                {
                    Version = tree.Snapshot.Version + 1,
                    Expires = until,
                }
            );
        }

        if (role != RoleName.Timestamp)
        {
            tree.SetTimestamp(
                tree.Timestamp with
                {
                    Version = tree.Timestamp.Version + 1,
                    Expires = until,
                }
            );
        }

        if (role != RoleName.Root)
        {
            var root = SignedFiles.ReadRoot(tree.Read("1.root.json")).Content;
            tree.Write(
                "2.root.json",
                tree.Sign(root with { Version = 2, Expires = until }, RoleName.Root)
            );
        }
    }
}
