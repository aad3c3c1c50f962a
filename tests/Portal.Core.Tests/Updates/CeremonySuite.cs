using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Health;
using Portal.Protocol.Channels;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>Keys that the portal does not hold.</summary>
public abstract class CeremonySuite(DatabaseProvider provider) : IAsyncLifetime
{
    private readonly TufPrivateKey[] _keys =
    [
        .. Enumerable.Range(0, 3).Select(_ => TufPrivateKey.Generate()),
    ];
    private UpdateSite _site = null!;

    private ChannelShelf Shelf => _site.Shelf;

    public async Task InitializeAsync()
    {
        _site = await UpdateSite.StartAsync(provider);
        await Shelf.MakeAsync("stable");
        await Shelf.PromoteAsync("stable", "4.2");
        await _site.PublishAsync();
        Assert.NotNull(await _site.PointerAsync());
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    [Fact]
    public async Task A_channel_of_two_keys_goes_out_with_the_second_signature()
    {
        await _site.OrderAsync("stable.tools", 2, _keys);
        // The delegation is signed online; what the role says by its new keys is not.
        Assert.Equal((0, 2), Waits("stable.tools"));
        Assert.Equal("4.2", (await _site.PointerAsync())!.Release.Version);
        await _site.SignAsync("stable.tools", _keys[0], _keys[1]);
        Assert.Null(_site.Role("stable.tools").Waiting);

        await Shelf.PromoteAsync("stable", "4.3", percent: 10);
        await _site.PublishAsync();
        await _site.SignAsync("stable.tools", _keys[2]);
        Assert.Equal((1, 2), Waits("stable.tools"));
        // Until then hosts are told what was, of the image that was.
        Assert.Equal("4.2", (await _site.PointerAsync())!.Release.Version);
        Assert.Equal(100, (await _site.RolloutAsync())!.Percent);

        await _site.SignAsync("stable.tools", _keys[0]);
        Assert.Equal("4.3", (await _site.PointerAsync())!.Release.Version);
        Assert.Equal(10, (await _site.RolloutAsync())!.Percent);
        Assert.False((await OfAsync("stable.tools")).IsOnline);
    }

    [Fact]
    public async Task A_signature_of_a_stranger_is_refused()
    {
        await _site.OrderAsync("stable.tools", 1, _keys[0]);

        var file = OfflineSigning.Sign(_site.Updates.Waiting("stable.tools").Value, _keys[1]);
        var refused = await _site.Updates.SubmitAsync(Caller.System, "stable.tools", file, default);

        Assert.Equal("update.signatures-refused", refused.Error!.Code);
        Assert.Equal((0, 1), Waits("stable.tools"));
    }

    [Fact]
    public async Task Root_and_targets_go_offline_and_clients_follow()
    {
        await _site.OrderAsync("root", 2, _keys);
        Assert.Equal(1, _site.Role("root").Version);
        // The old key has signed online; those that are to hold have not.
        Assert.Equal((0, 2), Waits("root"));
        await _site.SignAsync("root", _keys[0], _keys[1]);
        Assert.Equal(2, _site.Role("root").Version);
        Assert.Equal(3, _site.Role("root").Signers!.Keys.Count);

        await _site.OrderAsync("targets", 1, _keys[2]);
        Assert.Equal(((0, 2), (0, 1)), (Waits("root"), Waits("targets")));
        await _site.SignAsync("root", _keys[1], _keys[2]);
        await _site.SignAsync("targets", _keys[2]);
        Assert.Equal(3, _site.Role("root").Version);
        Assert.Null(_site.Role("targets").Waiting);

        Assert.Equal("4.2", (await _site.PointerAsync())!.Release.Version);
        // Whoever begins today begins with the first root.
        _site.ForgetClient();
        Assert.Equal("4.2", (await _site.PointerAsync())!.Release.Version);
    }

    [Fact]
    public async Task A_new_channel_waits_for_its_delegation_where_targets_are_offline()
    {
        await _site.OrderAsync("targets", 1, _keys[0]);
        await _site.SignAsync("targets", _keys[0]);

        var made = await Shelf.MakeAsync("testing");
        Assert.Equal(ChannelStates.AwaitingDelegation, made.Channel.State);
        await _site.PublishAsync();
        var refused = await Shelf.TryAsync("testing", "4.3");
        Assert.Contains(refused.Error!.Findings!, f => f.Rule == "gate.not-live");

        await _site.SignAsync("targets", _keys[0]);
        Assert.Equal(ChannelStates.Live, (await Shelf.FindAsync("testing")).Channel.State);
        await Shelf.PromoteAsync("testing", "4.3");
        await _site.PublishAsync();
        Assert.Equal("4.3", (await _site.PointerAsync("testing"))!.Release.Version);
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("timestamp")]
    [InlineData("rollout")]
    [InlineData("stable.tools")]
    public async Task An_online_key_is_replaced_by_a_new_one_of_the_portal(string role)
    {
        var before = _site.Role(role).Signers!.Keys[0].KeyId;

        var done = await _site.Updates.OrderKeysAsync(Caller.System, role, null, 1, default);
        Assert.NotNull(done.Value.Ordered);
        await _site.PublishAsync();

        Assert.NotEqual(before, Assert.Single(_site.Role(role).Signers!.Keys).KeyId);
        Assert.True((await OfAsync(role)).IsOnline);
        Assert.Equal("4.2", (await _site.PointerAsync())!.Release.Version);
        // One order, one key.
        Assert.Equal(7, Directory.GetFiles(_site.Keys, "*.pem").Length);
        Assert.Equal(0, await _site.PublishAsync());
    }

    [Fact]
    public async Task What_waits_is_not_made_anew_while_somebody_signs_it()
    {
        await _site.OrderAsync("stable.tools", 1, _keys[0]);
        var version = _site.Role("stable.tools").Waiting!.Version;

        for (var hours = 0; hours < 48; hours += 8)
        {
            _site.Clock.Advance(TimeSpan.FromHours(8));
            await _site.PublishAsync();
        }

        Assert.Equal(version, _site.Role("stable.tools").Waiting!.Version);
    }

    [Fact]
    public async Task Keys_that_cannot_sign_are_refused_with_every_finding()
    {
        var refused = await _site.Updates.OrderKeysAsync(
            Caller.System,
            "root",
            ["no key", _keys[0].Public.Pem!, _keys[0].Public.Pem!],
            4,
            default
        );

        Assert.Equal("update.keys-invalid", refused.Error!.Code);
        Assert.Equal(
            ["update.key", "update.keys", "update.threshold"],
            refused.Error.Findings!.Select(f => f.Rule)
        );
    }

    [Fact]
    public async Task Only_administrators_decide_on_keys_and_only_who_may_promote_hands_in_signatures()
    {
        await _site.OrderAsync("stable.tools", 1, _keys[0]);
        var file = OfflineSigning.Sign(_site.Updates.Waiting("stable.tools").Value, _keys[0]);

        Assert.Equal(
            "access.forbidden",
            (
                await _site.Updates.OrderKeysAsync(
                    ChannelShelf.Manager,
                    "stable.tools",
                    null,
                    1,
                    default
                )
            )
                .Error!
                .Code
        );
        Assert.Equal(
            "access.forbidden",
            (await _site.Updates.SubmitAsync(ChannelShelf.Debian, "stable.tools", file, default))
                .Error!
                .Code
        );
        Assert.Null(
            (
                await _site.Updates.SubmitAsync(ChannelShelf.Manager, "stable.tools", file, default)
            ).Error
        );
    }

    [Fact]
    public async Task The_doctor_tells_who_has_to_sign_long_before_it_expires()
    {
        var checkup = new UpdatesCheckup(
            Shelf.Core.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<PortalDb>>(),
            _site.Tree,
            _site.Clock
        );
        Assert.Equal(["updates"], await ChecksAsync());

        await _site.OrderAsync("stable.tools", 1, _keys[0]);
        Assert.Equal(["updates.waits"], await ChecksAsync());

        await _site.SignAsync("stable.tools", _keys[0]);
        for (var days = 0; days < 70; days += 10)
        {
            _site.Clock.Advance(TimeSpan.FromDays(10));
            await _site.PublishAsync();
        }

        Assert.Equal(["updates.expires", "updates.waits"], await ChecksAsync());
        _site.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Contains("updates.expired", await ChecksAsync());

        async Task<IEnumerable<string>> ChecksAsync() =>
            (await checkup.RunAsync(false, default))
                .Select(f => f.Check)
                .Order(StringComparer.Ordinal);
    }

    private (int There, int Needed) Waits(string role) =>
        _site.Role(role).Waiting is { } waiting ? (waiting.Signatures, waiting.Needed) : default;

    private async Task<UpdateRole> OfAsync(string role) =>
        (await _site.Updates.ListAsync(default)).Single(r => r.Status.Role == role);
}

public sealed class SqliteCeremonyTests() : CeremonySuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlCeremonyTests() : CeremonySuite(DatabaseProvider.PostgreSql);
