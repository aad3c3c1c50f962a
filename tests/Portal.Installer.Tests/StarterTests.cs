using System.Diagnostics;
using System.Security.Cryptography;

namespace Portal.Installer.Tests;

/// <summary>Unattended updates: what the owner opted in to, and nothing else.</summary>
public sealed class StarterTests : IDisposable
{
    private static readonly RSA Key = RSA.Create(3072);
    private static readonly RSA OtherKey = RSA.Create(3072);

    private readonly Guest _guest = new();

    public StarterTests()
    {
        _guest.Disc.Script("tool").Sign(Key);
        _guest.Write("etc/cron.d/.keep", "");
    }

    private string Starter => Path.Combine(_guest.State, "starter/starter.sh");

    [Theory, ClassData(typeof(Shells))]
    public void A_signed_newer_disc_updates_what_is_in_place(string shell)
    {
        OptIn(shell);
        _guest
            .NextDisc("1.1")
            .Script("tool", "1.1", "pwd >>\"$CALLS\"")
            .Script("new", body: "[ \"$1\" != status ]")
            .Sign(Key);
        // What lies beside it, and is not for this guest, is not even copied.
        _guest.Disc.Write("projects/unlisted", "x");

        var run = Start(shell);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["tool update", $"{_guest.State}/starter/copy/projects/tool"], _guest.Calls());
        Assert.Equal("update", _guest.Result().GetProperty("action").GetString());
        Assert.Equal("1.1", _guest.Recorded("tool")?.GetProperty("version").GetString());
        Assert.False(Directory.Exists(Path.Combine(_guest.State, "starter/copy")));
        Assert.False(Directory.Exists(Path.Combine(_guest.State, "starter/lock")));

        // The same disc again is known.
        Assert.Equal(11, Start(shell).ExitCode);
        Assert.Empty(_guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void Nothing_runs_that_is_not_signed_by_the_pinned_key(string shell)
    {
        OptIn(shell);
        foreach (var alter in Alterations)
        {
            _guest.NextDisc("1.1").Script("tool", "1.1").Sign(Key);
            alter(_guest.Disc);

            var run = Start(shell);

            Assert.Equal(22, run.ExitCode);
            Assert.Empty(_guest.Calls());
        }

        Assert.Equal("1.0", _guest.Recorded("tool")?.GetProperty("version").GetString());
    }

    private static readonly Action<Disc>[] Alterations =
    [
        // Signed by another key, which lies on it.
        disc => disc.Sign(OtherKey),
        // Sums that fit the altered files, and the old signature.
        disc =>
        {
            var signature = File.ReadAllBytes(disc.At("guest-tools/SHA256SUMS.sig"));
            disc.Write("projects/tool/do it.sh", "#!/bin/sh\necho owned >>\"$CALLS\"\n").Burn();
            File.WriteAllBytes(disc.At("guest-tools/SHA256SUMS.sig"), signature);
        },
        disc => disc.Write("install.sh", "#!/bin/sh\necho owned >>\"$CALLS\"\n"),
        disc => disc.Write("projects/tool/do it.sh", "#!/bin/sh\necho owned >>\"$CALLS\"\n"),
        disc => disc.Write("guest-tools/install.tsv", "install-table\t2\tguest-tools\t9\tff\t0\n"),
        disc =>
        {
            // A link to what the guest has would be copied as if it were the disc's.
            File.Delete(disc.At("install.sh"));
            File.CreateSymbolicLink(disc.At("install.sh"), "/bin/true");
        },
        disc => File.WriteAllBytes(disc.At("guest-tools/SHA256SUMS.sig"), []),
    ];

    [Theory, ClassData(typeof(Shells))]
    public void An_older_release_is_refused_and_so_is_one_older_than_what_was_installed_by_hand(
        string shell
    )
    {
        OptIn(shell);
        _guest.NextDisc("0.9").Script("tool", "9.9").Sign(Key);
        var older = Start(shell);
        Assert.Equal(22, older.ExitCode);
        Assert.Contains("older than what was here", older.Output, StringComparison.Ordinal);

        _guest.NextDisc("1.10").Script("tool", "1.10").Sign(Key);
        _guest.Run(shell, "install");
        _guest.Calls();
        _guest.NextDisc("1.9").Script("tool", "1.11").Sign(Key);
        Assert.Equal(22, Start(shell).ExitCode);
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void Discs_of_another_product_and_folders_that_are_none_are_left_alone()
    {
        OptIn("dash");
        _guest.NextDisc("2.0", "other-tools").Script("tool", "2.0").Sign(Key);

        Assert.Equal(20, Start("dash").ExitCode);
        Assert.Equal(20, _guest.RunFile("dash", Starter, _guest.Folder).ExitCode);
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void The_owner_s_policy_holds_for_it_too()
    {
        OptIn("dash");
        _guest.Write("etc/guest-tools.conf", "deny = tool\n");
        _guest.NextDisc("1.1").Script("tool", "1.1").Sign(Key);

        Assert.Equal(24, Start("dash").ExitCode);
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void Without_a_verifier_nobody_can_opt_in_and_nothing_is_run()
    {
        OptIn("dash");
        _guest.NextDisc("1.1").Script("tool", "1.1").Sign(Key);
        _guest.Program("openssl", "exit 127");

        Assert.Equal(22, Start("dash").ExitCode);
        Assert.NotEqual(0, _guest.Run("dash", "opt-in").ExitCode);
        Assert.Empty(_guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void Opting_in_pins_the_key_that_the_owner_compares_and_opting_out_leaves_nothing(
        string shell
    )
    {
        var key = Path.Combine(_guest.Folder, "key.pem");
        File.WriteAllText(key, OtherKey.ExportSubjectPublicKeyInfoPem());
        Assert.Equal(22, _guest.Run(shell, "opt-in", "--key", key).ExitCode);
        Assert.False(File.Exists(Starter));

        File.WriteAllText(key, Key.ExportSubjectPublicKeyInfoPem());
        var run = _guest.Run(shell, "opt-in", "--key", key);

        var id = Convert.ToHexStringLower(SHA256.HashData(Key.ExportSubjectPublicKeyInfo()));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(id, run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_guest.State, $"starter/keys/{id}.pem")));
        Assert.Contains(
            $"{_guest.State}/starter/starter.sh",
            File.ReadAllText(Path.Combine(_guest.Root, "etc/cron.d/guest-tools")),
            StringComparison.Ordinal
        );

        Assert.Equal(0, _guest.Run(shell, "opt-out").ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_guest.State, "starter")));
        Assert.False(File.Exists(Path.Combine(_guest.Root, "etc/cron.d/guest-tools")));
        Assert.Equal(11, _guest.Run(shell, "opt-out").ExitCode);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Opting_out_waits_for_an_update_at_work_and_takes_nothing_from_under_it(string shell)
    {
        OptIn(shell);
        var folder = Path.GetDirectoryName(Starter)!;
        using var update = Process.Start("sleep", "600");
        _guest.Write("var/lib/guest-tools/starter/lock/pid", $"{update.Id}\n");
        try
        {
            var early = _guest.Run(shell, "opt-out");

            Assert.Equal(23, early.ExitCode);
            Assert.Contains($"process {update.Id}", early.Output, StringComparison.Ordinal);
            Assert.True(File.Exists(Starter));
            // No other one begins.
            Assert.False(File.Exists(Path.Combine(_guest.Root, "etc/cron.d/guest-tools")));
        }
        finally
        {
            update.Kill();
            update.WaitForExit();
        }

        Assert.Equal(0, _guest.Run(shell, "opt-out").ExitCode);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("4194305\n")]
    [InlineData("")]
    public void Opting_out_does_not_wait_for_an_update_that_was_killed(string holder)
    {
        OptIn("dash");
        _guest.Write("var/lib/guest-tools/starter/lock/pid", holder);

        Assert.Equal(0, _guest.Run("dash", "opt-out").ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_guest.State, "starter")));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Opting_out_never_removes_what_lies_on_a_disc_that_is_still_mounted(string shell)
    {
        OptIn(shell);
        // Whatever cannot be unmounted looks like this.
        _guest.Write("var/lib/guest-tools/starter/disc/README.txt", "of the disc");

        Assert.Equal(23, _guest.Run(shell, "opt-out").ExitCode);

        var disc = Path.Combine(_guest.State, "starter/disc");
        Assert.True(File.Exists(Path.Combine(disc, "README.txt")));
        File.Delete(Path.Combine(disc, "README.txt"));
        Assert.Equal(0, _guest.Run(shell, "opt-out").ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_guest.State, "starter")));
    }

    [Fact]
    public void A_disc_that_does_not_carry_its_own_signature_cannot_be_opted_in_to()
    {
        _guest
            .Disc.Write("guest-tools/disc-key.pem", OtherKey.ExportSubjectPublicKeyInfoPem())
            .Burn();
        File.WriteAllBytes(_guest.Disc.At("guest-tools/SHA256SUMS.sig"), new byte[384]);

        Assert.Equal(22, _guest.Run("dash", "opt-in").ExitCode);
        Assert.False(File.Exists(Starter));
    }

    [Fact]
    public void Systemd_and_udev_call_it_where_they_are()
    {
        Directory.CreateDirectory(Path.Combine(_guest.Root, "etc/systemd/system"));
        Directory.CreateDirectory(Path.Combine(_guest.Root, "etc/udev/rules.d"));

        _guest.Run("dash", "opt-in");

        Assert.Contains(
            "ENV{ID_FS_LABEL}==\"GUEST_TOOLS*\"",
            File.ReadAllText(Path.Combine(_guest.Root, "etc/udev/rules.d/99-guest-tools.rules")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"ExecStart=/bin/sh {_guest.State}/starter/starter.sh /dev/%I",
            File.ReadAllText(
                Path.Combine(_guest.Root, "etc/systemd/system/guest-tools-starter@.service")
            ),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(Path.Combine(_guest.Root, "etc/cron.d/guest-tools")));
    }

    public void Dispose() => _guest.Dispose();

    private void OptIn(string shell)
    {
        Assert.Equal(0, _guest.Run(shell, "install").ExitCode);
        var run = _guest.Run(shell, "opt-in");
        Assert.True(run.ExitCode == 0, run.Output);
        _guest.Calls();
    }

    private (int ExitCode, string Output) Start(string shell) =>
        _guest.RunFile(shell, Starter, _guest.Disc.Path);
}
