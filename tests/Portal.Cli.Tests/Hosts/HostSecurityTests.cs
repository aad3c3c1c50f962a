using System.Text;
using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Rollouts;

namespace Portal.Cli.Tests.Hosts;

/// <summary>What <c>gtp host check</c> says of security, by what the channel's repository has signed.</summary>
public sealed class HostSecurityTests : IDisposable
{
    private static readonly ChannelFix Fix = new(
        "CVE-2026-1234",
        "high",
        "qemu-guest-agent",
        From: "1.0",
        Since: "1.2",
        FixedIn: "7.2.22-2"
    );

    private readonly PublishedChannel _channel = new();
    private readonly GtpRun _gtp = new() { HasRealTime = true };
    private readonly MirrorHandler _mirror;

    public HostSecurityTests()
    {
        _mirror = new MirrorHandler(_channel.Tree);
        _gtp.Network = _mirror;
        _gtp.Environment["GTP_HOST"] = Path.Combine(_gtp.Folder, "host");
    }

    public void Dispose()
    {
        _gtp.Dispose();
        _mirror.Dispose();
        _channel.Dispose();
    }

    [Fact]
    public async Task A_host_hears_what_the_channels_release_fixes_for_what_it_has()
    {
        await InstallAsync("1.1");
        _channel.Publish("1.2", percent: 0);
        _channel.Tell(Fix, Fix with { Id = "CVE-2025-9999", From = "0.1", Since = "1.1" });

        var check = await GoodAsync("check");
        Assert.Contains(
            "1.2 fixes CVE-2026-1234 (high) in qemu-guest-agent.",
            check.Out,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("CVE-2025-9999", check.Out, StringComparison.Ordinal);
        var fix = Assert.Single(
            (await GoodAsync("check", "--json")).Json.GetProperty("fixes").EnumerateArray()
        );
        Assert.Equal("CVE-2026-1234", fix.GetProperty("id").GetString());
        Assert.Equal("7.2.22-2", fix.GetProperty("fixedIn").GetString());
        Assert.Equal("1.2", fix.GetProperty("since").GetString());
    }

    [Fact]
    public async Task Who_has_the_fix_or_nothing_at_all_is_not_told_of_it()
    {
        _channel.Publish("1.2");
        _channel.Tell(Fix);
        await InitAsync();
        Assert.DoesNotContain("fixes", (await GoodAsync("check")).Out, StringComparison.Ordinal);

        await GoodAsync("update");
        Assert.DoesNotContain("fixes", (await GoodAsync("check")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_release_itself_carries_is_a_warning_with_the_version_that_has_the_fix()
    {
        _channel.Publish("1.2");
        _channel.Tell(
            Fix with
            {
                Since = null,
            },
            Fix with
            {
                Id = "GHSA-aaaa-bbbb-cccc",
                Since = null,
                FixedIn = null,
            }
        );
        await InitAsync();

        var check = await GoodAsync("check");

        Assert.Contains(
            "Warning: 1.2 is affected by CVE-2026-1234 (high) in qemu-guest-agent, fixed in 7.2.22-2.",
            check.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "GHSA-aaaa-bbbb-cccc (high) in qemu-guest-agent, not fixed yet.",
            check.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(
            2,
            (await GoodAsync("check", "--json")).Json.GetProperty("open").GetArrayLength()
        );
    }

    [Fact]
    public async Task What_is_said_of_another_image_or_is_no_document_is_not_repeated_and_stops_nothing()
    {
        await InstallAsync("1.1");
        var release = _channel.Publish("1.2");
        _channel.Tell(Digest.Of("another"u8), Fix);
        await NothingIsToldAsync();
        _channel.TellBytes("no JSON"u8.ToArray());
        await NothingIsToldAsync();
        _channel.Tell(Fix with { Component = "a\u001b[31mred" });
        await NothingIsToldAsync();
        _channel.Tell(Fix with { Since = "not a version" });
        await NothingIsToldAsync();
        _channel.TellBytes(
            Encoding.UTF8.GetBytes(
                JsonSerializer.Serialize(
                    new { sha256 = release.Sha256.Hex, advisories = new object?[] { null } }
                )
            )
        );
        await NothingIsToldAsync();

        await GoodAsync("update");

        async Task NothingIsToldAsync()
        {
            var check = await GoodAsync("check", "--json");
            Assert.Equal(0, check.Json.GetProperty("fixes").GetArrayLength());
            Assert.Equal("1.2", check.Json.GetProperty("takes").GetString());
        }
    }

    [Fact]
    public async Task A_field_of_a_newer_portal_is_passed_over()
    {
        await InstallAsync("1.1");
        var release = _channel.Publish("1.2");
        _channel.TellBytes(
            Encoding.UTF8.GetBytes(
                $$"""
                {"sha256":"{{release.Sha256.Hex}}","later":true,"advisories":[
                {"id":"CVE-2026-1234","severity":"severe","component":"agent","from":"1.0","since":"1.2","more":1}]}
                """
            )
        );

        Assert.Contains(
            "1.2 fixes CVE-2026-1234 (severe) in agent.",
            (await GoodAsync("check")).Out,
            StringComparison.Ordinal
        );
    }

    private async Task InstallAsync(string version)
    {
        _channel.Publish(version);
        await InitAsync();
        await GoodAsync("update");
    }

    private Task<GtpAnswer> InitAsync() =>
        GoodAsync(
            "init",
            "guest-tools",
            "stable",
            "--mirror",
            "https://near.example",
            "--root-key",
            _channel.RootKey,
            "--images",
            Path.Combine(_gtp.Folder, "images")
        );

    private async Task<GtpAnswer> GoodAsync(params string[] arguments)
    {
        var done = await _gtp.RunAsync(["host", .. arguments]);
        Assert.True(done.ExitCode == 0, done.Error);
        return done;
    }
}
