using System.Text;
using Portal.Trust.Keys;

namespace Portal.Trust.OpenPgp;

/// <summary>
/// The portal's OpenPGP keys: every one ever used, one of them current. Keys are made and used by gpg; this process never
/// sees a private one. On disk:
/// <code>
/// FINGERPRINT/      0700   a GNUPGHOME with one key (Ed25519 primary that certifies, Ed25519 subkey that signs)
/// new-RANDOM/       0700   a key in the making; renamed when it is whole and flushed, else removed by the next opener
/// current           0600   FINGERPRINT and a newline; replaced in one step
/// lock              0600   held while a key is made
/// </code>
/// So a process killed at any moment leaves whole keys only. One open instance a folder: disposing it ends the agent.
/// </summary>
public sealed class GpgHome : IAsyncDisposable
{
    private readonly GpgRunner _gpg;
    private readonly GpgKeyHomes _homes;
    private readonly GpgOptions _options;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _making = new(1);
    private readonly SemaphoreSlim _places;

    private GpgHome(KeyFolder folder, GpgOptions options, TimeProvider clock)
    {
        _gpg = new GpgRunner(options, clock);
        _homes = new GpgKeyHomes(folder, _gpg);
        _options = options;
        _clock = clock;
        _places = new SemaphoreSlim(options.MaxConcurrency);
    }

    /// <summary>Opens a folder of keys, making it (0700) when it is not there; makes no key yet.</summary>
    /// <param name="path">The folder; of any length.</param>
    /// <param name="options">Programs and the lifetime of new keys.</param>
    /// <param name="clock">When it is not the system's, gpg is told its time as well.</param>
    /// <exception cref="KeyFolderException">Others can enter the folder.</exception>
    /// <exception cref="GpgException">gpg is not installed.</exception>
    public static async Task<GpgHome> OpenAsync(
        string path,
        GpgOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default
    )
    {
        var folder = KeyFolder.Open(path);
        var home = new GpgHome(folder, options ?? new GpgOptions(), clock ?? TimeProvider.System);
        try
        {
            (
                await home
                    ._gpg.RunAsync(folder.Path, ["--version"], cancellationToken)
                    .ConfigureAwait(false)
            ).OrThrow("gpg does not run.");
            using (FolderLock.Take(folder))
            {
                await home._homes.CleanUpAsync().ConfigureAwait(false);
            }

            return home;
        }
        catch
        {
            await home.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Makes the first key when there is none; does nothing when the current one is valid. An expired current key cannot
    /// sign, so it is followed by a new one.
    /// </summary>
    /// <param name="userId">As in <c>Guest Tools Portal &lt;portal@example.org&gt;</c>; no control characters.</param>
    /// <returns>The current key's fingerprint.</returns>
    public async Task<string> EnsureKeyAsync(
        string userId,
        CancellationToken cancellationToken = default
    )
    {
        await _making.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var held = FolderLock.Take(_homes.Folder);
            if (_homes.Current is { } current)
            {
                var key = await ReadKeyAsync(current, current: true, cancellationToken)
                    .ConfigureAwait(false);
                return key.Expires is { } expires && expires <= _clock.GetUtcNow()
                    ? await MakeCurrentAsync(userId, cancellationToken).ConfigureAwait(false)
                    : current;
            }

            // One key and no pointer is a first start that was killed between the two. With several, nobody knows which
            // was current, and a key that was rotated away must not come back.
            if (_homes.Fingerprints().ToArray() is [var only])
            {
                _homes.MakeCurrent(only);
                return only;
            }

            return await MakeCurrentAsync(userId, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Makes a new key the current one; older keys stay exported and sign no more.</summary>
    /// <returns>The new key's fingerprint.</returns>
    public async Task<string> RotateAsync(
        string userId,
        CancellationToken cancellationToken = default
    )
    {
        await _making.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var held = FolderLock.Take(_homes.Folder);
            return await MakeCurrentAsync(userId, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Signs a stream from where it stands to its end, with the current key and SHA-256.</summary>
    /// <returns>The detached signature, ASCII-armored.</returns>
    /// <exception cref="GpgException">There is no key yet, or gpg failed.</exception>
    public async Task<byte[]> SignDetachedAsync(
        Stream data,
        CancellationToken cancellationToken = default
    )
    {
        var signing = await BeginDetachedAsync(cancellationToken).ConfigureAwait(false);
        await using (signing.ConfigureAwait(false))
        {
            await data.CopyToAsync(signing.Input, cancellationToken).ConfigureAwait(false);
            return await signing.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Begins a signature whose data the caller writes, so that one read of an image can feed several readers. Waits while
    /// <see cref="GpgOptions.MaxConcurrency"/> signatures are in the making.
    /// </summary>
    /// <exception cref="GpgException">There is no key yet, or gpg does not start.</exception>
    public async Task<GpgSigning> BeginDetachedAsync(CancellationToken cancellationToken = default)
    {
        var fingerprint =
            _homes.Current
            ?? throw new GpgException(
                $"There is no OpenPGP key in {_homes.Folder.Path} yet: make one first."
            );
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string[] arguments =
            [
                "--pinentry-mode",
                "loopback",
                "--status-fd",
                "2",
                "--digest-algo",
                "SHA256",
                "--no-comments",
                "--no-emit-version",
                "--local-user",
                fingerprint,
                "--armor",
                "--detach-sign",
            ];
            var process = _gpg.Start(_homes.PathOf(fingerprint), arguments);
            return new GpgSigning(process, _places);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <summary>
    /// The public half of every key ever used, rotated and expired ones too, as one armored block: the content of
    /// <c>/keys/openpgp.asc</c>. Current first, then by fingerprint.
    /// </summary>
    /// <exception cref="GpgException">There is no key yet, or gpg failed.</exception>
    public async Task<string> ExportPublicAsync(CancellationToken cancellationToken = default)
    {
        using var joined = new MemoryStream();
        foreach (var fingerprint in _homes.CurrentFirst())
        {
            string[] arguments = ["--no-autostart", "--export", fingerprint];
            var result = await _gpg.RunAsync(
                    _homes.PathOf(fingerprint),
                    arguments,
                    cancellationToken
                )
                .ConfigureAwait(false);
            joined.Write(result.OrThrow($"gpg could not export the key {fingerprint}.").Output);
        }

        return joined.Length > 0
            ? Armor.Encode(Armor.PublicKeyBlock, joined.GetBuffer().AsSpan(0, (int)joined.Length))
            : throw new GpgException(
                $"There is no OpenPGP key in {_homes.Folder.Path} yet: make one first."
            );
    }

    /// <summary>Every key ever used: current first, then by fingerprint.</summary>
    public async Task<IReadOnlyList<GpgKey>> ListKeysAsync(
        CancellationToken cancellationToken = default
    )
    {
        var current = _homes.Current;
        var keys = new List<GpgKey>();
        foreach (var fingerprint in _homes.CurrentFirst())
        {
            keys.Add(
                await ReadKeyAsync(fingerprint, fingerprint == current, cancellationToken)
                    .ConfigureAwait(false)
            );
        }

        return keys;
    }

    /// <summary>Ends the agents that this instance's gpg started, and removes the short link.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _homes.EndAgentsAsync().ConfigureAwait(false);
        }
        finally
        {
            _homes.Dispose();
            _making.Dispose();
            _places.Dispose();
        }
    }

    private async Task<string> MakeCurrentAsync(string userId, CancellationToken cancellationToken)
    {
        var fingerprint = await new GpgKeyMaker(_homes, _gpg, _options.KeyLifetime)
            .MakeAsync(userId, cancellationToken)
            .ConfigureAwait(false);
        _homes.MakeCurrent(fingerprint);
        return fingerprint;
    }

    private async Task<GpgKey> ReadKeyAsync(
        string fingerprint,
        bool current,
        CancellationToken cancellationToken
    )
    {
        string[] arguments =
        [
            "--no-autostart",
            "--with-colons",
            "--fixed-list-mode",
            "--list-keys",
            fingerprint,
        ];
        var result = await _gpg.RunAsync(_homes.PathOf(fingerprint), arguments, cancellationToken)
            .ConfigureAwait(false);
        var listing = Encoding.UTF8.GetString(
            result.OrThrow($"gpg could not list the key {fingerprint}.").Output
        );
        return GpgListing.Parse(listing, fingerprint, current);
    }
}
