using System.Text;
using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.Cli.Tests.Images;

public sealed class VerifyTests(PublishedRelease release)
    : IClassFixture<PublishedRelease>,
        IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task A_published_image_is_good_by_everything_beside_and_in_it()
    {
        var answer = await _gtp.RunAsync("release", "verify", release.Image, "--key", release.Key);

        Assert.Equal(0, answer.ExitCode);
        Assert.DoesNotContain("FAIL", answer.Out, StringComparison.Ordinal);
        Assert.Contains(
            $"good, by key {release.Fingerprint}",
            answer.Out,
            StringComparison.Ordinal
        );
        Assert.EndsWith($"{release.Image} is good.\n", answer.Out, StringComparison.Ordinal);
        Assert.Equal("", answer.Error);
    }

    [Fact]
    public async Task The_checklist_is_a_document_as_well()
    {
        var answer = await VerifyAsync(release.Image, "--key", release.Key);

        Assert.True(answer.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(
            [
                "sums-signature",
                "image-signature",
                "image-digest",
                "structure",
                "contents-signature",
                "disc-key",
                "contents",
            ],
            answer.Json.GetProperty("checks").EnumerateArray().Select(Name)
        );
    }

    [Fact]
    public async Task Without_a_key_the_portals_own_is_used_and_that_is_said()
    {
        using var portal = release.Serve();

        var answer = await _gtp.RunAsync(
            "release",
            "verify",
            release.Image,
            "--url",
            portal.Url.AbsoluteUri
        );

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("trust on first use", answer.Error, StringComparison.Ordinal);
        Assert.Contains(release.Fingerprint, answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_that_was_altered_in_a_file_is_found_by_every_check_it_touches()
    {
        var image = release.CopyTo(Path.Combine(_gtp.Folder, "copy"));
        var bytes = await File.ReadAllBytesAsync(image);
        var at = bytes.AsSpan().IndexOf("echo my-agent"u8);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(image, bytes);

        var answer = await VerifyAsync(image, "--key", release.Key);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["image-signature", "image-digest", "contents"], Failed(answer));
        Assert.Contains("install.sh was altered", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sums_that_were_altered_vouch_for_nothing()
    {
        var image = release.CopyTo(Path.Combine(_gtp.Folder, "copy"));
        await File.AppendAllTextAsync(
            Path.Combine(_gtp.Folder, "copy", ReleaseFiles.Sums),
            $"{new string('0', 64)}  other\n"
        );

        var answer = await VerifyAsync(image, "--key", release.Key);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["sums-signature", "image-digest"], Failed(answer));
    }

    [Fact]
    public async Task Another_key_is_not_trusted()
    {
        var other = new PublishedRelease();
        await other.InitializeAsync();

        var answer = await VerifyAsync(release.Image, "--key", other.Key);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["sums-signature", "image-signature", "image-digest"], Failed(answer));
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Signed_sums_cover_an_image_whose_own_signature_is_missing()
    {
        var image = release.CopyTo(Path.Combine(_gtp.Folder, "copy"));
        File.Delete(image + ".asc");

        var answer = await _gtp.RunAsync("release", "verify", image, "--key", release.Key);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains(
            "note  guest-tools-1.0.iso.asc is not beside it: the image is covered by SHA256SUMS.asc\n",
            answer.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_signature_of_something_else_is_bad_although_the_sums_are_good()
    {
        var image = release.CopyTo(Path.Combine(_gtp.Folder, "copy"));
        File.Copy(
            Path.Combine(_gtp.Folder, "copy", ReleaseFiles.SumsSignature),
            image + ".asc",
            overwrite: true
        );

        var answer = await VerifyAsync(image, "--key", release.Key);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["image-signature"], Failed(answer));
    }

    [Fact]
    public async Task An_image_with_neither_signature_has_failed_both_checks()
    {
        var image = release.CopyTo(Path.Combine(_gtp.Folder, "copy"));
        File.Delete(image + ".asc");
        File.Delete(Path.Combine(_gtp.Folder, "copy", ReleaseFiles.SumsSignature));

        var answer = await VerifyAsync(image, "--key", release.Key);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["sums-signature", "image-digest", "image-signature"], Failed(answer));
    }

    [Fact]
    public async Task Without_key_and_portal_the_key_is_what_is_asked_for()
    {
        var answer = await _gtp.RunAsync("release", "verify", release.Image);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("--key", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renamed_image_is_still_the_one_whose_sum_was_signed()
    {
        var image = release.CopyTo(Path.Combine(_gtp.Folder, "copy"));
        var renamed = Path.Combine(_gtp.Folder, "copy", "other.iso");
        File.Move(image, renamed);
        File.Move(image + ".asc", renamed + ".asc");

        var answer = await VerifyAsync(renamed, "--key", release.Key);

        Assert.Equal(0, answer.ExitCode);
    }

    [Fact]
    public async Task What_is_no_image_fails_without_a_stack_trace()
    {
        var noise = _gtp.Put("noise.iso", new string('x', 100_000));

        var answer = await VerifyAsync(noise, "--key", release.Key);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("structure", Failed(answer));
    }

    [Theory]
    [InlineData("download/guest-tools/1.0/")]
    [InlineData("download/guest-tools/1.0/guest-tools-1.0.iso")]
    [InlineData("api/v1/products/guest-tools/releases/1.0")]
    public async Task A_release_is_checked_where_it_is_served(string path)
    {
        using var portal = release.Serve();

        var answer = await VerifyAsync(portal.Url + path, "--key", release.Key);

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            [
                "sums-signature",
                "image-signature",
                "image-digest",
                "file-digest",
                "file-digest",
                "file-digest",
                "contents-signature",
                "state",
            ],
            answer.Json.GetProperty("checks").EnumerateArray().Select(Name)
        );
        Assert.Empty(answer.Json.GetProperty("warnings").EnumerateArray());
        Assert.All(portal.Requests, request => Assert.Null(request.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_release_that_was_withdrawn_is_not_good_and_the_reason_is_told()
    {
        using var portal = release.Serve(
            standing: Samples.Release(ReleaseStates.Withdrawn) with
            {
                Reason = "It eats disks.",
                Warnings = ["This release was withdrawn: It eats disks."],
            }
        );

        var answer = await VerifyAsync(
            $"{portal.Url}download/guest-tools/1.0/",
            "--key",
            release.Key
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["state"], Failed(answer));
        Assert.Contains("withdrawn: It eats disks.", answer.Out, StringComparison.Ordinal);
        Assert.Empty(answer.Json.GetProperty("warnings").EnumerateArray());
    }

    [Fact]
    public async Task A_yanked_component_is_told_and_makes_nothing_bad()
    {
        const string Warning = "my-agent 1.0 was yanked: It crashes.";
        using var portal = release.Serve(
            standing: Samples.Release(ReleaseStates.Ready) with
            {
                Warnings = [Warning],
            }
        );
        string[] command =
        [
            "release",
            "verify",
            $"{portal.Url}download/guest-tools/1.0/",
            "--key",
            release.Key,
        ];

        var text = await _gtp.RunAsync(command);
        var document = await _gtp.RunAsync([.. command, "--json"]);

        Assert.Equal((0, 0), (text.ExitCode, document.ExitCode));
        Assert.Contains($"note  {Warning}\n", text.Out, StringComparison.Ordinal);
        Assert.Equal(
            [Warning],
            document.Json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString())
        );
    }

    [Theory]
    [InlineData(404)]
    [InlineData(200)]
    public async Task A_mirror_without_the_api_is_checked_by_its_files(int status)
    {
        using var portal = release.Serve();
        var files = portal.Otherwise;
        portal.Otherwise = context =>
            context.Request.Url!.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal)
                ? FakePortal.TextAsync(context, "<html>a mirror</html>", "text/html", status)
                : files(context);

        var answer = await VerifyAsync(
            $"{portal.Url}download/guest-tools/1.0/",
            "--key",
            release.Key
        );

        Assert.Equal(0, answer.ExitCode);
        var warning = Assert.Single(answer.Json.GetProperty("warnings").EnumerateArray());
        Assert.StartsWith(
            "Whether it was withdrawn could not be asked",
            warning.GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_image_that_is_served_with_other_bytes_is_refused()
    {
        using var portal = release.Serve(
            (path, bytes) =>
                path.EndsWith(".iso", StringComparison.Ordinal)
                    ? [.. bytes.Select((b, i) => i == 50_000 ? (byte)(b ^ 1) : b)]
                    : bytes
        );

        var answer = await VerifyAsync(
            $"{portal.Url}download/guest-tools/1.0/",
            "--key",
            release.Key
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["image-signature", "image-digest"], Failed(answer));
    }

    [Fact]
    public async Task A_rebuild_gives_the_published_bytes()
    {
        using var portal = release.Serve();

        var fromUrl = await VerifyAsync(
            $"{portal.Url}download/guest-tools/1.0/",
            "--key",
            release.Key,
            "--rebuild"
        );
        var fromFile = await VerifyAsync(
            release.Image,
            "--key",
            release.Key,
            "--rebuild",
            "--url",
            portal.Url.AbsoluteUri
        );

        Assert.Equal((0, 0), (fromUrl.ExitCode, fromFile.ExitCode));
        Assert.Contains("bit for bit", fromUrl.Out, StringComparison.Ordinal);
        Assert.Contains("bit for bit", fromFile.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_that_is_not_what_the_lock_names_is_told_with_both_digests()
    {
        using var portal = release.Serve(
            (path, bytes) =>
                path.Contains("/my-agent/", StringComparison.Ordinal)
                    ? Encoding.Latin1.GetBytes(
                        Encoding
                            .Latin1.GetString(bytes)
                            .Replace("echo my-agent", "echo MY-agent", StringComparison.Ordinal)
                    )
                    : bytes
        );

        var answer = await VerifyAsync(
            $"{portal.Url}download/guest-tools/1.0/",
            "--key",
            release.Key,
            "--rebuild"
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["rebuild"], Failed(answer));
        Assert.Contains(
            $"and {release.Lock.Components.Single(c => c.Name == "my-agent").Digest} is locked",
            answer.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_release_that_is_not_there_is_4()
    {
        using var portal = release.Serve();

        var answer = await VerifyAsync(
            $"{portal.Url}download/guest-tools/9.9/",
            "--key",
            release.Key
        );

        Assert.Equal(4, answer.ExitCode);
    }

    [Theory]
    [InlineData("https://example.org/")]
    [InlineData("https://example.org/download/guest-tools/")]
    [InlineData("https://user@example.org/download/guest-tools/1.0/")]
    public async Task An_address_of_something_else_is_a_mistake_in_the_command_line(string url)
    {
        Assert.Equal(2, (await VerifyAsync(url, "--key", release.Key)).ExitCode);
    }

    private Task<GtpAnswer> VerifyAsync(string subject, params string[] options) =>
        _gtp.RunAsync(["release", "verify", subject, "--json", .. options]);

    private static string? Name(JsonElement check) => check.GetProperty("name").GetString();

    private static List<string?> Failed(GtpAnswer answer) =>
        [
            .. answer
                .Json.GetProperty("checks")
                .EnumerateArray()
                .Where(check => !check.GetProperty("ok").GetBoolean())
                .Select(Name),
        ];
}
