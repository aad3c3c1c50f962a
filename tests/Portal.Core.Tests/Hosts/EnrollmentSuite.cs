using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Protocol.Hosts;
using Portal.Testing;

namespace Portal.Hosts;

/// <summary>Fleet tokens, and how they turn into keys of hosts.</summary>
public abstract class EnrollmentSuite(DatabaseProvider provider) : FleetSuite(provider)
{
    [Fact]
    public async Task A_fleet_token_is_made_by_who_maintains_the_product_or_the_distro_and_by_nobody_else()
    {
        foreach (
            var (caller, distro, refused) in ((Caller, string?, bool)[])
                [
                    (ChannelShelf.Manager, null, false),
                    (ChannelShelf.Debian, "debian", false),
                    (Caller.System, "debian", false),
                    (ChannelShelf.Debian, null, true),
                    (ChannelShelf.Fedora, "debian", true),
                    (ChannelShelf.Manager, "debian", true),
                    (Caller.Anonymous, null, true),
                ]
        )
        {
            var made = await Tokens.CreateAsync(caller, "tools", "t", distro, null, default);
            Assert.Equal(refused ? HostErrors.Forbidden.Code : null, made.Error?.Code);
        }

        await using var db = await Channels.Core.OpenAsync();
        Assert.False(await db.Set<FleetToken>().AnyAsync(t => t.Name == Token || t.Id == Token));
        Assert.StartsWith("gtf_", Token, StringComparison.Ordinal);
        Assert.Equal(
            3 + 1,
            await db.AuditEntries().CountAsync(e => e.Action == "fleet-token.create")
        );
    }

    [Fact]
    public async Task A_fleet_token_is_no_api_token_and_an_api_token_enrols_nobody()
    {
        var authenticator = Channels.Core.Get<Authenticator>();
        Assert.Equal(
            AccessErrors.InvalidCredential.Code,
            (await authenticator.ByTokenAsync(Token, default)).Error?.Code
        );
        var made = await Channels
            .Core.Get<AccountService>()
            .CreateAccountAsync(
                Caller.System,
                "manager",
                null,
                [new(Roles.ReleaseManager, "tools")],
                default
            );
        Assert.Null(made.Error);
        var api = await Channels
            .Core.Get<TokenService>()
            .CreateAsync(ChannelShelf.Manager, new("t"), default);
        using var host = new TestHost(Channels);
        Assert.Equal(
            HostErrors.TokenRefused.Code,
            (await host.EnrollAsync(api.Value.Text)).Error?.Code
        );
    }

    [Fact]
    public async Task A_token_that_was_made_with_a_token_does_not_outlive_it()
    {
        var caller = ChannelShelf.Manager with { ValidUntil = TestClock.Start.AddDays(2) };
        var asked = await Tokens.CreateAsync(
            caller,
            "tools",
            "t",
            null,
            TimeSpan.FromDays(3),
            default
        );
        Assert.Equal(AccessErrors.TokenOutlives.Code, asked.Error?.Code);
        var made = await Tokens.CreateAsync(caller, "tools", "t", null, null, default);
        Assert.Equal(caller.ValidUntil, made.Value.Details.ExpiresAt);
    }

    [Fact]
    public async Task A_host_enrols_once_however_often_it_asks()
    {
        using var host = new TestHost(Channels);
        Assert.True((await host.EnrollAsync(Token)).Value.IsNew);
        Assert.False((await host.EnrollAsync(Token)).Value.IsNew);

        await using var db = await Channels.Core.OpenAsync();
        Assert.Equal(1, await db.EnrolledHosts().CountAsync());
        Assert.Equal(1, await db.AuditEntries().CountAsync(e => e.Action == "host.enroll"));
        var listed = await Tokens.ListAsync(
            ChannelShelf.Manager,
            "tools",
            PageRequest.First,
            default
        );
        Assert.Equal(1, Assert.Single(listed.Value.Items).Hosts);
    }

    [Fact]
    public async Task Nobody_takes_the_place_of_a_host_by_another_key_or_enrols_a_key_that_is_not_theirs()
    {
        using var host = new TestHost(Channels);
        await host.EnrollAsync(Token);
        using var other = HostSignature.NewKey();
        Assert.Equal(
            HostErrors.BadSignature.Code,
            (await host.EnrollAsync(Token, by: other)).Error?.Code
        );

        var wire = new EnrollWire(Token, host.Id, "tools", "stable", HostSignature.Write(other));
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(wire);
        var taken = await Channels
            .Core.Get<HostEnrollment>()
            .EnrollAsync(
                wire,
                body,
                HostSignature.Sign(other, HostSignature.Enroll, body),
                default
            );
        Assert.Equal(HostErrors.IdTaken.Code, taken.Error?.Code);
    }

    [Fact]
    public async Task A_token_enrols_until_it_expires_or_is_revoked()
    {
        using var host = new TestHost(Channels);
        Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(HostErrors.TokenExpired.Code, (await host.EnrollAsync(Token)).Error?.Code);

        var token = await Tokens.CreateAsync(
            ChannelShelf.Manager,
            "tools",
            "t",
            null,
            null,
            default
        );
        var id = token.Value.Details.Id;
        Assert.Null((await host.EnrollAsync(token.Value.Text)).Error);
        Assert.Equal(
            HostErrors.Forbidden.Code,
            (await Tokens.RevokeAsync(ChannelShelf.Debian, "tools", id, false, default)).Error?.Code
        );
        await Tokens.RevokeAsync(ChannelShelf.Manager, "tools", id, false, default);

        using var late = new TestHost(Channels);
        Assert.Equal(
            HostErrors.TokenRevoked.Code,
            (await late.EnrollAsync(token.Value.Text)).Error?.Code
        );
        Assert.True((await host.SendAsync(host.Holding("4.2"))).Value);
        await Tokens.RevokeAsync(ChannelShelf.Manager, "tools", id, true, default);
        Assert.Equal(
            HostErrors.NotEnrolled.Code,
            (await host.SendAsync(host.Holding("4.2"))).Error?.Code
        );
    }

    [Fact]
    public async Task A_distros_token_is_for_its_channels_alone()
    {
        var token = await TokenAsync(ChannelShelf.Debian, "debian");
        using var host = new TestHost(Channels);
        Assert.Equal(
            HostErrors.OtherFleet.Code,
            (await host.EnrollAsync(token, channel: "stable")).Error?.Code
        );
        Assert.Null((await host.EnrollAsync(token, channel: "debian-12")).Error);
        Assert.True((await host.SendAsync(host.Holding("4.2", "debian-12"))).Value);
        Assert.Equal(
            HostErrors.OtherFleet.Code,
            (await host.SendAsync(host.Holding("4.2"))).Error?.Code
        );
    }
}

public sealed class EnrollmentSuite_Sqlite() : EnrollmentSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class EnrollmentSuite_PostgreSql() : EnrollmentSuite(DatabaseProvider.PostgreSql);
