using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Client;

public sealed class TrustAnchorTests : IDisposable
{
    private readonly TufRepositorySimulator _repository = new();
    private readonly TemporaryFolder _folder = new();
    private readonly TrustStore _store;

    public TrustAnchorTests() => _store = new TrustStore(_folder.At("trust"));

    public void Dispose()
    {
        _folder.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public async Task Without_an_anchor_nothing_is_trusted()
    {
        var refused = Assert.Throws<TufException>(() =>
            new Updater(_store, _repository, _repository.Clock)
        );

        Assert.Equal(TufFault.NoTrust, refused.Fault);
        Assert.Empty(_repository.Requests);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_root_file_is_an_anchor_and_asks_nobody()
    {
        await BootstrapAsync(TrustAnchor.OfFile(_repository.FirstRoot));

        Assert.Equal(_repository.FirstRoot, _store.Read(RoleName.Root, 100_000));
        Assert.Empty(_repository.Requests);
    }

    [Fact]
    public async Task A_root_file_that_its_own_keys_have_not_signed_is_none()
    {
        using var stranger = TufPrivateKey.Generate();
        var root = TufRepositorySimulator.Sign(_repository.Root, [stranger]).ToBytes();

        await RefusedAsync(TufFault.NotSigned, TrustAnchor.OfFile(root));

        Assert.Null(_store.Read(RoleName.Root, 100_000));
    }

    [Fact]
    public async Task A_pinned_key_finds_its_root()
    {
        await BootstrapAsync(TrustAnchor.OfKeys(RootKey().KeyId));

        using var updater = new Updater(_store, _repository, _repository.Clock);
        await updater.RefreshAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_pinned_key_that_came_later_finds_the_later_root()
    {
        _repository.Rotate(RoleName.Root);

        await BootstrapAsync(TrustAnchor.OfKeys(RootKey().KeyId));

        Assert.Equal(_repository.Files["2.root.json"], _store.Read(RoleName.Root, 100_000));
    }

    [Fact]
    public async Task A_root_that_names_the_pinned_key_without_its_signature_is_not_believed()
    {
        // A stranger's root, to a threshold of one, with the pinned key listed beside the stranger's.
        var pinned = RootKey();
        using var stranger = TufPrivateKey.Generate();
        Forge(
            KeyList.Of([pinned, stranger.Public]),
            [pinned.KeyId, stranger.Public.KeyId],
            stranger
        );

        await RefusedAsync(TufFault.NoTrust, TrustAnchor.OfKeys(pinned.KeyId));
    }

    [Fact]
    public async Task A_root_that_lists_a_strangers_key_under_the_pinned_id_is_not_believed()
    {
        var pinned = RootKey();
        using var stranger = TufPrivateKey.Generate();
        var keys = new Dictionary<string, TufKey> { [pinned.KeyId] = stranger.Public };
        var root = _repository.Root with
        {
            Keys = new KeyList(keys),
            Roles = _repository.Root.Roles.ToDictionary(
                role => role.Key,
                _ => new RoleKeys([pinned.KeyId], 1)
            ),
        };
        var file = SignedFiles.Begin(root).SignWith(stranger);
        _repository.Files["1.root.json"] = SignedFiles
            .Begin(root)
            .With(new Signature(pinned.KeyId, file.Signatures[0].Value))
            .ToBytes();

        await RefusedAsync(TufFault.NoTrust, TrustAnchor.OfKeys(pinned.KeyId));
    }

    [Fact]
    public async Task A_pin_of_several_keys_wants_them_all()
    {
        using var other = TufPrivateKey.Generate();

        await RefusedAsync(
            TufFault.NoTrust,
            TrustAnchor.OfKeys(RootKey().KeyId, other.Public.KeyId)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    public void A_pin_that_is_no_key_id_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => TrustAnchor.OfKeys(id));

    [Fact]
    public async Task Another_anchor_does_not_replace_what_is_trusted()
    {
        await BootstrapAsync(TrustAnchor.OfFile(_repository.FirstRoot));
        await BootstrapAsync(TrustAnchor.OfFile(_repository.FirstRoot));
        using var other = new TufRepositorySimulator();

        await RefusedAsync(TufFault.NoTrust, TrustAnchor.OfFile(other.FirstRoot));

        Assert.Equal(_repository.FirstRoot, _store.Read(RoleName.Root, 100_000));
    }

    private TufKey RootKey() => _repository.Keys[RoleName.Root][0].Public;

    private void Forge(KeyList keys, string[] ids, TufPrivateKey signer)
    {
        var root = _repository.Root with
        {
            Keys = keys,
            Roles = _repository.Root.Roles.ToDictionary(
                role => role.Key,
                _ => new RoleKeys(ids, 1)
            ),
        };
        _repository.Files["1.root.json"] = TufRepositorySimulator.Sign(root, [signer]).ToBytes();
    }

    private Task BootstrapAsync(TrustAnchor anchor) =>
        TrustBootstrap.RunAsync(
            _store,
            anchor,
            _repository,
            _repository.Clock,
            new UpdaterLimits { RootRotations = 4 },
            CancellationToken.None
        );

    private async Task RefusedAsync(TufFault fault, TrustAnchor anchor)
    {
        var refused = await Assert.ThrowsAsync<TufException>(() => BootstrapAsync(anchor));
        Assert.True(fault == refused.Fault, refused.Message);
    }
}
