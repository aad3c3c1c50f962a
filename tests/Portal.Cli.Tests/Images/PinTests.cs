using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Testing;

namespace Portal.Cli.Tests.Images;

public sealed class PinTests(PublishedRelease release)
    : IClassFixture<PublishedRelease>,
        IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task A_pin_alone_fetches_the_image_and_holds_it_against_what_was_committed()
    {
        using var portal = release.Serve();

        var answer = await VerifyAsync(Pin(UrlOf(portal.Url)), "--key", release.Key);

        Assert.Equal(0, answer.ExitCode);
        Assert.Subset(
            Checks(answer).ToHashSet(),
            new HashSet<string>
            {
                "sums-signature",
                "image-signature",
                "image-digest",
                "state",
                "pin-digest",
                "pin-length",
            }
        );
    }

    [Fact]
    public async Task A_pin_beside_a_file_fetches_nothing()
    {
        var pin = Pin(
            new Uri("https://nobody.invalid/download/guest-tools/1.0/guest-tools-1.0.iso")
        );

        var answer = await _gtp.RunAsync(
            "release",
            "verify",
            release.Image,
            "--pin",
            pin,
            "--key",
            release.Key
        );

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("is what the pin names", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_image_than_the_pinned_one_is_refused_although_its_signature_is_good()
    {
        using var portal = release.Serve();
        var pin = Pin(UrlOf(portal.Url), Digest.Of("another"u8), 17);

        var answer = await VerifyAsync(pin, "--key", release.Key);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["pin-digest", "pin-length"], Failed(answer));
    }

    [Fact]
    public async Task The_next_address_is_tried_where_the_first_does_not_answer()
    {
        using var portal = release.Serve();

        var answer = await _gtp.RunAsync(
            "release",
            "verify",
            "--pin",
            Pin([UrlOf(FakePortal.Nobody()), UrlOf(portal.Url)]),
            "--key",
            release.Key
        );

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("The next address is tried", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_release_than_the_pinned_one_is_refused()
    {
        using var portal = release.Serve();

        var answer = await VerifyAsync(
            Pin(new Uri(portal.Url, "download/guest-tools/0.9/guest-tools-0.9.iso")),
            "--key",
            release.Key
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("cli.pin", answer.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(portal.Requests);
    }

    [Fact]
    public async Task A_file_that_is_no_pin_is_told_with_every_fault()
    {
        var file = _gtp.Put("p.pin", "guest-tools-pin 1\nproduct: X\nversion: one\n");

        var answer = await _gtp.RunAsync("release", "verify", "--pin", file, "--key", release.Key);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains($"{file}:2: pin.product:", answer.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:3: pin.version:", answer.Error, StringComparison.Ordinal);
        Assert.Contains("pin.sha256:", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_image_nor_pin_is_a_mistake_in_the_command_line() =>
        Assert.Equal(2, (await _gtp.RunAsync("release", "verify")).ExitCode);

    private static Uri UrlOf(Uri portal) =>
        new(portal, "download/guest-tools/1.0/guest-tools-1.0.iso");

    private string Pin(Uri url, Digest? digest = null, long? length = null) =>
        Pin([url], digest, length);

    private string Pin(Uri[] urls, Digest? digest = null, long? length = null)
    {
        var bytes = File.ReadAllBytes(release.Image);
        return _gtp.Put(
            "guest-tools.pin",
            new PinFile(
                PublishedRelease.Product,
                "stable",
                PublishedRelease.Version,
                digest ?? Digest.Of(bytes),
                length ?? bytes.Length,
                urls
            ).ToText()
        );
    }

    private Task<GtpAnswer> VerifyAsync(string pin, params string[] options) =>
        _gtp.RunAsync(["release", "verify", "--pin", pin, "--json", .. options]);

    private static IEnumerable<string> Checks(GtpAnswer answer) =>
        answer
            .Json.GetProperty("checks")
            .EnumerateArray()
            .Select(check => check.GetProperty("name").GetString()!);

    private static IEnumerable<string> Failed(GtpAnswer answer) =>
        answer
            .Json.GetProperty("checks")
            .EnumerateArray()
            .Where(check => !check.GetProperty("ok").GetBoolean())
            .Select(check => check.GetProperty("name").GetString()!);
}
