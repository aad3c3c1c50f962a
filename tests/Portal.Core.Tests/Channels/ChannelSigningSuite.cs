using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Data;
using Portal.Health;
using Portal.Jobs;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Signing;
using Portal.Testing;
using Portal.Trust.OpenPgp;

namespace Portal.Channels;

public abstract class ChannelSigningSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private ChannelShelf _shelf = null!;

    public async Task InitializeAsync()
    {
        _shelf = await ChannelShelf.StartAsync(provider);
        await _shelf.Core.Get<ReleaseSigner>().OpenAsync(default);
        await _shelf.MakeAsync("stable");
    }

    public async Task DisposeAsync() => await _shelf.DisposeAsync();

    [Fact]
    public async Task A_promotion_is_signed_by_a_key_that_is_published_and_says_until_when()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        Assert.Null((await _shelf.FindAsync("stable")).Wire.SignedPointer);

        Assert.Equal(1, await _shelf.SignAsync());

        var signed = (await _shelf.FindAsync("stable")).Channel.SignedPointer;
        Assert.Equal(
            $"""
            Product: tools
            Channel: stable
            Version: 4.2
            Status: ready
            File: 4.2/tools-4.2.iso
            SHA256: {Shelf.ImageOf("tools", "4.2")}
            Length: 312475648
            Date: 2026-01-02T03:04:05Z
            Valid-Until: 2026-01-16T03:04:05Z
            Revision: 3

            """,
            signed.Text
        );
        Assert.Equal(GpgVerdict.Good, await VerifyAsync(signed));
        Assert.Equal(0, await _shelf.SignAsync());
    }

    [Fact]
    public async Task Until_a_promotion_is_signed_the_one_before_is_served_whole()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.SignAsync();
        await _shelf.PromoteAsync("stable", "4.3");

        var signed = (await _shelf.FindAsync("stable")).Channel.SignedPointer;
        Assert.Equal("4.2", signed.Version);
        Assert.Equal(GpgVerdict.Good, await VerifyAsync(signed));

        await _shelf.SignAsync();
        signed = (await _shelf.FindAsync("stable")).Channel.SignedPointer;
        Assert.Equal("4.3", signed.Version);
        Assert.Equal(GpgVerdict.Good, await VerifyAsync(signed));
    }

    [Fact]
    public async Task It_is_signed_again_when_half_of_its_time_has_passed_and_not_before()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.SignAsync();
        var first = (await _shelf.FindAsync("stable")).Channel;

        _shelf.Core.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await _shelf.SignAsync());
        _shelf.Core.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _shelf.SignAsync());

        var second = (await _shelf.FindAsync("stable")).Channel;
        Assert.Equal(
            first.SignedPointer.ValidUntil!.Value.AddDays(7),
            second.SignedPointer.ValidUntil
        );
        Assert.Equal(first.Revision, second.Revision);
    }

    [Fact]
    public async Task A_release_that_is_withdrawn_is_told_in_the_file_of_every_channel_that_names_it()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.SignAsync();
        await _shelf
            .Core.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", "4.2", "bad", remove: false, default);

        Assert.Equal(1, await _shelf.SignAsync());

        var signed = (await _shelf.FindAsync("stable")).Channel.SignedPointer;
        Assert.Contains("\nStatus: withdrawn\n", signed.Text, StringComparison.Ordinal);
        Assert.Equal(0, await _shelf.SignAsync());
    }

    [Fact]
    public async Task What_is_halted_is_handed_out_no_more()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.SignAsync();
        await _shelf.PromoteAsync("stable", "4.3", 10);
        await _shelf.SignAsync();
        Assert.Equal("4.2", (await _shelf.FindAsync("stable")).Wire.SignedPointer?.Version);
        await _shelf.PromoteAsync("stable", "4.3");
        await _shelf.SignAsync();
        Assert.Equal("4.3", (await _shelf.FindAsync("stable")).Wire.SignedPointer?.Version);

        await _shelf.DoAsync(_shelf.Promotions.HaltAsync, "stable");
        await _shelf.SignAsync();
        Assert.Equal("4.2", (await _shelf.FindAsync("stable")).Wire.SignedPointer?.Version);
    }

    [Fact]
    public async Task Where_nothing_is_left_to_hand_out_there_is_no_file()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.SignAsync();
        await _shelf.DoAsync(_shelf.Promotions.HaltAsync, "stable");
        await _shelf.SignAsync();

        Assert.Null((await _shelf.FindAsync("stable")).Channel.SignedPointer.Text);
        Assert.Equal(0, await _shelf.SignAsync());
    }

    [Fact]
    public async Task Keys_that_cannot_sign_leave_what_is_served_and_are_tried_again_later()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.SignAsync();
        var current = Path.Combine(_shelf.Core.Get<DataFolder>().Keys, "openpgp", "current");
        File.Move(current, current + ".away");
        await _shelf.PromoteAsync("stable", "4.3");

        Assert.Equal(1, await _shelf.SignAsync());

        await _shelf.Board.RefreshAsync(default);
        var failed = (await _shelf.FindAsync("stable")).Channel;
        Assert.Equal(("4.2", 1), (failed.SignedPointer.Version, failed.SignedPointer.Failures));
        Assert.Contains("could not sign", failed.SignedPointer.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _shelf.SignAsync());
        var attempt = (
            await _shelf.Core.Get<JobAttempts>().ListAsync(failed.Id, 1, default)
        ).Single();
        Assert.Equal(
            (AttemptOutcomes.Failed, ChannelErrors.SigningFailed.Code),
            (attempt.Outcome, attempt.ErrorCode)
        );

        File.Move(current + ".away", current);
        _shelf.Core.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await _shelf.SignAsync());
        var mended = (await _shelf.FindAsync("stable")).Channel.SignedPointer;
        Assert.Equal(("4.3", null), (mended.Version, mended.Error));
    }

    [Fact]
    public async Task The_doctor_warns_long_before_a_file_expires()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.SignAsync();
        Assert.Equal(Severity.Ok, (await ExamineAsync()).Severity);

        _shelf.Core.Clock.Advance(TimeSpan.FromDays(10.5) + TimeSpan.FromSeconds(1));
        Assert.Equal(
            (Severity.Warning, "channels.expires"),
            ((await ExamineAsync()).Severity, (await ExamineAsync()).Check)
        );
        _shelf.Core.Clock.Advance(TimeSpan.FromDays(3.5));
        Assert.Equal(
            (Severity.Error, "channels.expired"),
            ((await ExamineAsync()).Severity, (await ExamineAsync()).Check)
        );
    }

    private async Task<HealthFinding> ExamineAsync() =>
        (
            await ActivatorUtilities
                .CreateInstance<ChannelsCheckup>(_shelf.Core.Get<IServiceProvider>())
                .RunAsync(deep: false, default)
        ).Single();

    private async Task<GpgVerdict> VerifyAsync(SignedPointer signed)
    {
        using var data = new MemoryStream(Encoding.UTF8.GetBytes(signed.Text!));
        var result = await new GpgVerifier().VerifyAsync(
            await _shelf.Core.Get<ReleaseSigner>().PublicKeysAsync(default),
            Encoding.ASCII.GetBytes(signed.Signature!),
            data,
            default
        );
        return result.Verdict;
    }
}

public sealed class ChannelSigningSuite_Sqlite() : ChannelSigningSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ChannelSigningSuite_PostgreSql()
    : ChannelSigningSuite(DatabaseProvider.PostgreSql);
