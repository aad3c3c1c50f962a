using System.Text;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;

namespace Portal.Trust.Tests.OpenPgp;

public sealed class GpgHomeTests : IDisposable
{
    private const string UserId = "Guest Tools Portal: Test <portal@example.org>";
    private static readonly byte[] Data = Encoding.ASCII.GetBytes("the data that is signed\n");

    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.At("openpgp");

    [Fact]
    public async Task Gpgv_accepts_the_signature_with_the_exported_keyring_and_refuses_an_altered_file()
    {
        await using var home = await GpgHome.OpenAsync(Folder);
        await home.EnsureKeyAsync(UserId);
        File.WriteAllBytes(_temporary.At("tools.iso"), Data);
        File.WriteAllBytes(
            _temporary.At("tools.iso.asc"),
            await home.SignDetachedAsync(new MemoryStream(Data))
        );
        File.WriteAllText(_temporary.At("openpgp.asc"), await home.ExportPublicAsync());

        // As a distro's maintainer would, step by step.
        var dearmored = Tool.Run(
            _temporary.Path,
            "gpg",
            "--batch",
            "--output",
            "openpgp.gpg",
            "--dearmor",
            "openpgp.asc"
        );
        Assert.True(dearmored.ExitCode == 0, dearmored.Output);
        var good = Gpgv();
        Assert.True(good.ExitCode == 0, good.Output);
        Assert.Contains("Good signature", good.Output, StringComparison.Ordinal);

        File.AppendAllText(_temporary.At("tools.iso"), "x");
        Assert.Contains("BAD signature", Gpgv().Output, StringComparison.Ordinal);
        Assert.NotEqual(0, Gpgv().ExitCode);
    }

    [Fact]
    public async Task A_signature_names_the_key_that_made_it_also_after_a_rotation()
    {
        await using var home = await GpgHome.OpenAsync(Folder);
        var first = await home.EnsureKeyAsync(UserId);
        var signature = Encoding.ASCII.GetString(
            await home.SignDetachedAsync(new MemoryStream(Data))
        );
        await home.RotateAsync(UserId);

        var issuer = SignatureIssuer.Of(signature);

        var maker = (await home.ListKeysAsync()).Single(k =>
            k.SigningFingerprints.Contains(issuer)
        );
        Assert.Equal(first, maker.Fingerprint);
        Assert.NotEqual(first, issuer);
        Assert.Null(SignatureIssuer.Of("no signature"));
    }

    [Fact]
    public async Task A_signature_uses_sha256_and_the_signing_subkey_of_an_ed25519_key()
    {
        await using var home = await GpgHome.OpenAsync(Folder);
        var fingerprint = await home.EnsureKeyAsync(UserId);
        File.WriteAllBytes(
            _temporary.At("s.asc"),
            await home.SignDetachedAsync(new MemoryStream(Data))
        );
        File.WriteAllText(_temporary.At("k.asc"), await home.ExportPublicAsync());

        var signature = Tool.Run(
            _temporary.Path,
            "gpg",
            "--batch",
            "--list-packets",
            "s.asc"
        ).Output;
        var keys = Tool.Run(
            _temporary.Path,
            "gpg",
            "--batch",
            "--show-keys",
            "--with-colons",
            "k.asc"
        ).Output;

        Assert.Contains("digest algo 8", signature, StringComparison.Ordinal);
        Assert.DoesNotContain($"keyid {fingerprint[^16..]}", signature, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^pub:[^:]*:255:22:.*:ed25519:", keys);
        Assert.Matches(@"(?m)^sub:[^:]*:255:22:(?:[^:]*:){7}s:", keys);
    }

    [Fact]
    public async Task A_caller_can_write_the_data_piece_by_piece()
    {
        await using var home = await GpgHome.OpenAsync(Folder);
        await home.EnsureKeyAsync(UserId);
        var data = new byte[3 * 1024 * 1024];
        new Random(1).NextBytes(data);

        await using var signing = await home.BeginDetachedAsync();
        for (var at = 0; at < data.Length; at += 256 * 1024)
        {
            await signing.Input.WriteAsync(data.AsMemory(at, 256 * 1024));
        }

        var signature = await signing.CompleteAsync();

        var verified = await Verify(home, signature, data);
        Assert.Equal(GpgVerdict.Good, verified.Verdict);
    }

    [Fact]
    public async Task After_a_rotation_old_and_new_signatures_verify_and_the_new_key_signs()
    {
        await using var home = await GpgHome.OpenAsync(Folder);
        var older = await home.EnsureKeyAsync(UserId);
        var oldSignature = await home.SignDetachedAsync(new MemoryStream(Data));

        var newer = await home.RotateAsync(UserId);
        var newSignature = await home.SignDetachedAsync(new MemoryStream(Data));

        Assert.NotEqual(older, newer);
        Assert.Equal((GpgVerdict.Good, older), Core(await Verify(home, oldSignature, Data)));
        Assert.Equal((GpgVerdict.Good, newer), Core(await Verify(home, newSignature, Data)));
        Assert.Equal([newer, older], (await home.ListKeysAsync()).Select(key => key.Fingerprint));
        Assert.Equal([true, false], (await home.ListKeysAsync()).Select(key => key.Current));
    }

    [Fact]
    public async Task A_key_is_made_once_and_found_again()
    {
        string first;
        await using (var home = await GpgHome.OpenAsync(Folder))
        {
            first = await home.EnsureKeyAsync(UserId);
            Assert.Equal(first, await home.EnsureKeyAsync(UserId));
        }

        await using var again = await GpgHome.OpenAsync(Folder);
        Assert.Equal(first, await again.EnsureKeyAsync(UserId));
        var key = Assert.Single(await again.ListKeysAsync());
        Assert.Equal(UserId, key.UserId);
        Assert.Null(key.Expires);
    }

    [Fact]
    public async Task Many_signatures_are_made_at_once()
    {
        await using var home = await GpgHome.OpenAsync(
            Folder,
            new GpgOptions { MaxConcurrency = 4 }
        );
        await home.EnsureKeyAsync(UserId);

        var signatures = await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i => Task.Run(() => home.SignDetachedAsync(new MemoryStream([(byte)i]))))
        );

        for (var i = 0; i < signatures.Length; i++)
        {
            Assert.Equal(GpgVerdict.Good, (await Verify(home, signatures[i], [(byte)i])).Verdict);
        }
    }

    [Fact]
    public async Task A_data_path_of_150_characters_works_and_leaves_no_link()
    {
        var folder = _temporary.At(new string('d', 75), new string('e', 75), "openpgp");
        Assert.True(folder.Length > 150);
        byte[] signature;
        string keys;
        string link;
        await using (var home = await GpgHome.OpenAsync(folder))
        {
            await home.EnsureKeyAsync(UserId);
            signature = await home.SignDetachedAsync(new MemoryStream(Data));
            keys = await home.ExportPublicAsync();
            link = Assert.Single(LinksTo(folder));
        }

        Assert.Equal(
            GpgVerdict.Good,
            (await new GpgVerifier().VerifyAsync(keys, signature, new MemoryStream(Data))).Verdict
        );
        Assert.Empty(LinksTo(folder));
        // Other portals on this machine have agents of their own.
        Assert.Empty(AgentsBelow(link));
    }

    [Fact]
    public async Task A_link_and_an_agent_that_a_killed_process_left_are_replaced()
    {
        var folder = _temporary.At(new string('d', 150), "openpgp");
        var killed = await GpgHome.OpenAsync(folder);
        await killed.EnsureKeyAsync(UserId);
        await killed.SignDetachedAsync(new MemoryStream(Data));
        var left = Assert.Single(LinksTo(folder));

        await using (var home = await GpgHome.OpenAsync(folder))
        {
            Assert.DoesNotContain(left, LinksTo(folder));
            var signature = await home.SignDetachedAsync(new MemoryStream(Data));
            Assert.Equal(GpgVerdict.Good, (await Verify(home, signature, Data)).Verdict);
        }

        Assert.Empty(LinksTo(folder));
    }

    [Fact]
    public async Task No_agent_is_left_after_the_home_is_disposed()
    {
        await using (var home = await GpgHome.OpenAsync(Folder))
        {
            await home.EnsureKeyAsync(UserId);
            await home.SignDetachedAsync(new MemoryStream(Data));
            await home.RotateAsync(UserId);
            await home.SignDetachedAsync(new MemoryStream(Data));
            Assert.NotEmpty(AgentsBelow(_temporary.Path));
        }

        await Until(() => AgentsBelow(_temporary.Path).Count == 0);
        Assert.Empty(Directory.GetFiles(_temporary.Path, "S.*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_half_made_key_of_a_killed_process_is_removed_and_the_key_is_made_anew()
    {
        await using (var home = await GpgHome.OpenAsync(Folder))
        {
            await home.EnsureKeyAsync(UserId);
        }

        // The states between the steps: a primary without its subkey, a whole key without the pointer to it.
        var made = Directory.GetDirectories(Folder).Single();
        Directory.Move(made, Path.Combine(Folder, "new-0123456789abcdef"));
        File.Delete(Path.Combine(Folder, "current"));

        await using var again = await GpgHome.OpenAsync(Folder);
        var fingerprint = await again.EnsureKeyAsync(UserId);

        Assert.NotEqual(Path.GetFileName(made), fingerprint);
        Assert.Equal(
            [fingerprint],
            Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path))
        );
        Assert.Equal(
            GpgVerdict.Good,
            (
                await Verify(again, await again.SignDetachedAsync(new MemoryStream(Data)), Data)
            ).Verdict
        );
    }

    [Fact]
    public async Task A_first_key_without_its_pointer_is_adopted()
    {
        string first;
        await using (var home = await GpgHome.OpenAsync(Folder))
        {
            first = await home.EnsureKeyAsync(UserId);
        }

        File.Delete(Path.Combine(Folder, "current"));

        await using var again = await GpgHome.OpenAsync(Folder);
        Assert.Equal(first, await again.EnsureKeyAsync(UserId));
    }

    [Fact]
    public async Task An_expired_current_key_is_followed_by_a_new_one_and_stays_exported()
    {
        var clock = new SetClock(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var home = await GpgHome.OpenAsync(
            Folder,
            new GpgOptions { KeyLifetime = TimeSpan.FromDays(30) },
            clock
        );
        var older = await home.EnsureKeyAsync(UserId);
        Assert.Equal(clock.Now.AddDays(30), (await home.ListKeysAsync())[0].Expires);
        var oldSignature = await home.SignDetachedAsync(new MemoryStream(Data));

        clock.Now = clock.Now.AddDays(31);
        await Assert.ThrowsAsync<GpgException>(() =>
            home.SignDetachedAsync(new MemoryStream(Data))
        );
        var newer = await home.EnsureKeyAsync(UserId);

        Assert.NotEqual(older, newer);
        Assert.NotEmpty(await home.SignDetachedAsync(new MemoryStream(Data)));
        var verified = await Verify(home, oldSignature, Data);
        Assert.Equal((GpgVerdict.ExpiredKey, older), Core(verified));
        Assert.Equal(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), verified.SignedAt);
    }

    [Fact]
    public async Task A_missing_gpg_is_an_error_that_names_the_package()
    {
        var error = await Assert.ThrowsAsync<GpgException>(() =>
            GpgHome.OpenAsync(Folder, new GpgOptions { Gpg = _temporary.At("no-gpg") })
        );

        Assert.Contains("Install the package gnupg", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_without_a_key_says_so()
    {
        await using var home = await GpgHome.OpenAsync(Folder);

        var error = await Assert.ThrowsAsync<GpgException>(() =>
            home.SignDetachedAsync(new MemoryStream(Data))
        );

        Assert.Contains("no OpenPGP key", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<GpgException>(() => home.ExportPublicAsync());
        Assert.Empty(await home.ListKeysAsync());
    }

    [Fact]
    public async Task A_failure_of_gpg_is_told_in_its_own_words_and_frees_the_place()
    {
        await using var home = await GpgHome.OpenAsync(
            Folder,
            new GpgOptions { MaxConcurrency = 1 }
        );
        var fingerprint = await home.EnsureKeyAsync(UserId);
        var secrets = Path.Combine(Folder, fingerprint, "private-keys-v1.d");
        Directory.Move(secrets, secrets + ".away");

        for (var i = 0; i < 3; i++)
        {
            // More than a pipe holds, so that the early end is met while writing.
            var error = await Assert.ThrowsAsync<GpgException>(() =>
                home.SignDetachedAsync(new MemoryStream(new byte[1024 * 1024]))
            );
            Assert.Contains("gpg:", string.Join('\n', error.Stderr), StringComparison.Ordinal);
        }

        Directory.Delete(secrets, recursive: true);
        Directory.Move(secrets + ".away", secrets);
        Assert.NotEmpty(await home.SignDetachedAsync(new MemoryStream(Data)));
    }

    [Fact]
    public async Task A_cancelled_signature_ends_gpg_and_frees_the_place()
    {
        await using var home = await GpgHome.OpenAsync(
            Folder,
            new GpgOptions { MaxConcurrency = 1 }
        );
        await home.EnsureKeyAsync(UserId);
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            home.SignDetachedAsync(new CancellingStream(cancellation), cancellation.Token)
        );
        Assert.NotEmpty(await home.SignDetachedAsync(new MemoryStream(Data)));

        await (await home.BeginDetachedAsync()).DisposeAsync();
        Assert.NotEmpty(await home.SignDetachedAsync(new MemoryStream(Data)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public async Task A_user_id_of_anything_but_one_line_is_refused(string userId)
    {
        await using var home = await GpgHome.OpenAsync(Folder);

        await Assert.ThrowsAsync<ArgumentException>(() => home.EnsureKeyAsync(userId));
    }

    [Fact]
    public async Task A_user_id_that_looks_like_an_option_is_a_user_id()
    {
        await using var home = await GpgHome.OpenAsync(Folder);
        await home.EnsureKeyAsync("--yes <portal@example.org>");

        Assert.Equal("--yes <portal@example.org>", (await home.ListKeysAsync())[0].UserId);
    }

    [Fact]
    public async Task A_missing_current_key_is_an_error_and_never_replaced_in_silence()
    {
        await using (var home = await GpgHome.OpenAsync(Folder))
        {
            await home.EnsureKeyAsync(UserId);
        }

        Directory.Delete(Directory.GetDirectories(Folder).Single(), recursive: true);

        await using var again = await GpgHome.OpenAsync(Folder);
        await Assert.ThrowsAsync<KeyFolderException>(() => again.EnsureKeyAsync(UserId));
    }

    public void Dispose() => _temporary.Dispose();

    private static (GpgVerdict, string?) Core(GpgVerification verification) =>
        (verification.Verdict, verification.Fingerprint);

    private static async Task<GpgVerification> Verify(
        GpgHome home,
        byte[] signature,
        byte[] data
    ) =>
        await new GpgVerifier().VerifyAsync(
            await home.ExportPublicAsync(),
            signature,
            new MemoryStream(data)
        );

    private static List<string> LinksTo(string folder) =>
        [
            .. Directory
                .EnumerateDirectories("/tmp", "gtp-*")
                .Select(path => Path.Combine(path, "h"))
                .Where(link => new FileInfo(link).LinkTarget == folder),
        ];

    /// <summary>Command lines of the agents whose home lies below a folder.</summary>
    private static List<string> AgentsBelow(string folder)
    {
        var found = new List<string>();
        foreach (
            var process in Directory
                .EnumerateDirectories("/proc")
                .Where(path => path[6..].All(char.IsAsciiDigit))
        )
        {
            try
            {
                var command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                if (
                    command.Contains("gpg-agent", StringComparison.Ordinal)
                    && command.Contains(folder, StringComparison.Ordinal)
                )
                {
                    found.Add(command);
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }

    /// <summary>Waits for what another process is about to do; the limit only ends a test that would hang.</summary>
    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private (int ExitCode, string Output) Gpgv() =>
        Tool.Run(
            _temporary.Path,
            "gpgv",
            "--keyring",
            _temporary.At("openpgp.gpg"),
            "tools.iso.asc",
            "tools.iso"
        );

    /// <summary>Gives some data and is cancelled while more is asked of it.</summary>
    private sealed class CancellingStream(CancellationTokenSource cancellation)
        : MemoryStream(new byte[4096])
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                await cancellation.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return read;
        }

        public override Task CopyToAsync(
            Stream destination,
            int bufferSize,
            CancellationToken cancellationToken
        ) => CopySlowlyAsync(destination, cancellationToken);

        private async Task CopySlowlyAsync(Stream destination, CancellationToken cancellationToken)
        {
            var buffer = new byte[1024];
            int read;
            while ((read = await ReadAsync(buffer, cancellationToken)) > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
    }
}
