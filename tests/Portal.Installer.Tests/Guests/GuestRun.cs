using System.Text.Json;
using Portal.Guests;

namespace Portal.Installer.Tests.Guests;

/// <summary>What a host does with a guest: a disc in, install.sh by the agent, the result polled.</summary>
internal sealed class GuestRun(LiveGuest guest, CancellationToken cancellationToken)
{
    private const string Result = "/var/lib/guest-tools/result.json";

    /// <summary>Unmounts what is there, changes the disc and mounts the new one, as strictly as a cautious owner would.</summary>
    public async Task InsertAsync(string image)
    {
        await guest.UntilAsync(
            "! grep -q ' /mnt/disc ' /proc/mounts || umount /mnt/disc",
            cancellationToken
        );
        await guest.InsertAsync(image, cancellationToken);
        // The first mount after an insertion may fail.
        await guest.UntilAsync(
            "mkdir -p /mnt/disc && { grep -q ' /mnt/disc ' /proc/mounts || mount -t iso9660 -o ro,noexec,nosuid,nodev /dev/sr0 /mnt/disc; } && test -r /mnt/disc/install.sh",
            cancellationToken
        );
    }

    /// <summary>A verb that only tells; its result goes to standard output.</summary>
    public async Task<JsonElement> TellAsync(string verb)
    {
        var answer = await guest.RunAsync(
            $"sh /mnt/disc/install.sh {verb} --json",
            cancellationToken
        );
        return Documents.Result(answer.Output);
    }

    /// <summary>A verb that changes something. It runs apart from the agent, which it may restart; its result is polled.</summary>
    public async Task<JsonElement> ChangeAsync(string verb)
    {
        var runId = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        var started = await guest.RunAsync(
            $"sh /mnt/disc/install.sh {verb} --run-id {runId} --json",
            cancellationToken
        );
        Assert.True(started.ExitCode == 0, started.Output);
        var first = Documents.Result(started.Output);
        Assert.True(first.GetProperty("detached").GetBoolean(), started.Output);
        Assert.Equal(JsonValueKind.Null, first.GetProperty("ended").ValueKind);

        var ended = Documents.Result(await guest.UntilAsync(EndedOf(runId), cancellationToken));
        Assert.Equal(runId, ended.GetProperty("run_id").GetString());
        return ended;
    }

    /// <summary>A script that ends with 0 and prints the result when that has ended and holds a text without an apostrophe.</summary>
    public static string EndedOf(string text) =>
        // By the shell alone: it is asked often, of a guest that has work to do.
        $"r=$(cat {Result}) && case $r in *'\"ended\": null'*) exit 1 ;; *'{text}'*) printf '%s\\n' \"$r\" ;; *) exit 1 ;; esac";

    public async Task<string> ShellAsync(string script)
    {
        var answer = await guest.RunAsync(script, cancellationToken);
        Assert.True(answer.ExitCode == 0, answer.Output);
        return answer.Output;
    }

    /// <summary>Everything in the guest that a component could have left, with the digest of each file.</summary>
    public Task<string> EverythingAsync() =>
        ShellAsync(
            "find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /mnt -o -path /var/log "
                + "-o -path /var/lib/guest-tools -o -path /var/lib/systemd -o -path '/var/lib/dpkg/*-old' -o -path /var/lib/dpkg/lock \\) "
                + "-prune -o -type f -print0 | sort -z | xargs -0 sha256sum"
        );

    /// <summary>exit, then name:status of each component.</summary>
    public static string Summary(JsonElement result) =>
        string.Join(
            ' ',
            result
                .GetProperty("components")
                .EnumerateArray()
                .Select(c => $"{c.GetProperty("name")}:{c.GetProperty("status")}")
                .Prepend(result.GetProperty("exit").GetRawText())
        );
}
