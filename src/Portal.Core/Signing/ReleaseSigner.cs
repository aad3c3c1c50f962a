using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;

namespace Portal.Signing;

/// <summary>
/// Signs what a release is made of. It takes whole, named things only (the contents of a disc, its checksums, its image),
/// never a digest that a caller computed elsewhere.
/// <code>
/// keys/disc/      RSA-3072: the contents of discs, checkable in any guest by openssl or .NET 4
///      openpgp/   Ed25519, kept and used by gpg: checksums and images, checkable by gpgv
/// </code>
/// </summary>
public sealed class ReleaseSigner : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _userId;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _opening = new(1);
    private DiscKeyRing? _disc;
    private GpgHome? _gpg;

    public ReleaseSigner(DataFolder data, IOptions<SigningOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        _path =
            options.Value.KeysPath.Length == 0
                ? data.Keys
                : Path.GetFullPath(options.Value.KeysPath);
        _userId = options.Value.UserId;
        _clock = clock;
    }

    /// <summary>True once the keys are open.</summary>
    public bool IsOpen => _gpg is not null;

    /// <summary>PEM of the disc key's public half: what a new lock names.</summary>
    public string DiscKey => Disc.Current.PublicPem;

    /// <summary>Every disc key ever used, the current one first.</summary>
    public IReadOnlyList<DiscSigningKey> DiscKeys()
    {
        var current = Disc.Current.KeyId;
        return
        [
            .. Disc
                .Keys.Select(k => new DiscSigningKey(k.KeyId, k.KeyId == current))
                .OrderByDescending(k => k.IsCurrent),
        ];
    }

    private DiscKeyRing Disc =>
        _disc ?? throw new InvalidOperationException("The keys are not open yet.");

    private GpgHome Gpg =>
        _gpg ?? throw new InvalidOperationException("The keys are not open yet.");

    /// <summary>Opens the keys, making them at the first start.</summary>
    /// <exception cref="KeyFolderException">Others can read the keys, or one is damaged.</exception>
    /// <exception cref="GpgException">gpg is missing or fails.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_gpg is not null)
            {
                return;
            }

            KeyFolder.Open(_path);
            _disc ??= DiscKeyRing.Open(Path.Combine(_path, "disc"));
            var gpg = await GpgHome.OpenAsync(
                Path.Combine(_path, "openpgp"),
                clock: _clock,
                cancellationToken: cancellationToken
            );
            await gpg.EnsureKeyAsync(_userId, cancellationToken);
            _gpg = gpg;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Signs a disc's <c>guest-tools/SHA256SUMS</c> by the key that its lock names.</summary>
    /// <returns>RSA PKCS#1 v1.5 with SHA-256.</returns>
    /// <exception cref="KeyFolderException">This portal does not hold that key.</exception>
    public byte[] SignContents(string discKey, ReadOnlySpan<byte> checksums)
    {
        var key =
            Disc.FindByPublicPem(discKey)
            ?? throw new KeyFolderException(
                "The lock names a disc key that is not in this portal's key folder. Restore the folder from a backup, or make the release under a new version."
            );
        return key.Sign(checksums);
    }

    /// <summary>Signs a <c>SHA256SUMS</c>: of a release's downloads, or of the packages of gtp.</summary>
    /// <returns>Detached and armored.</returns>
    public async Task<byte[]> SignChecksumsAsync(
        byte[] checksums,
        CancellationToken cancellationToken
    )
    {
        using var data = new MemoryStream(checksums, writable: false);
        return await Gpg.SignDetachedAsync(data, cancellationToken);
    }

    /// <summary>Signs a channel's <c>RELEASE</c>.</summary>
    /// <returns>Detached and armored.</returns>
    public async Task<byte[]> SignPointerAsync(byte[] release, CancellationToken cancellationToken)
    {
        using var data = new MemoryStream(release, writable: false);
        return await Gpg.SignDetachedAsync(data, cancellationToken);
    }

    /// <summary>Signs an image whose bytes the caller writes, while it hashes them itself.</summary>
    public Task<GpgSigning> BeginImageAsync(CancellationToken cancellationToken) =>
        Gpg.BeginDetachedAsync(cancellationToken);

    /// <summary>Every OpenPGP key ever used, armored, with its dates.</summary>
    public Task<string> PublicKeysAsync(CancellationToken cancellationToken) =>
        Gpg.ExportPublicAsync(cancellationToken);

    /// <summary>
    /// The same keys, read beside the portal that holds them: they need not be open, and nothing is made. Null when there is none.
    /// </summary>
    /// <exception cref="KeyFolderException">Others can read the keys, or one is damaged.</exception>
    /// <exception cref="GpgException">gpg is missing or fails.</exception>
    public async Task<string?> ReadPublicKeysAsync(CancellationToken cancellationToken) =>
        (
            await GpgInspection.RunAsync(Path.Combine(_path, "openpgp"), cancellationToken)
        ).PublicKeys;

    /// <summary>Every OpenPGP key ever used, the current one first.</summary>
    public Task<IReadOnlyList<GpgKey>> KeysAsync(CancellationToken cancellationToken) =>
        Gpg.ListKeysAsync(cancellationToken);

    /// <summary>Makes new keys the current ones. What was signed stays signed, by keys that stay published.</summary>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        Disc.Rotate();
        await Gpg.RotateAsync(_userId, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _disc?.Dispose();
        if (_gpg is not null)
        {
            await _gpg.DisposeAsync();
        }

        _opening.Dispose();
    }
}
