using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Client;

/// <summary>Thresholds, doubled keys and signatures, revoked keys, and the way back after a key was stolen.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly TufRepositorySimulator _repository = new();
    private readonly SimulatedClient _client;

    public KeyTests() => _client = new SimulatedClient(_repository);

    public void Dispose()
    {
        _client.Dispose();
        _repository.Dispose();
    }

    [Theory]
    [InlineData(RoleName.Root)]
    [InlineData(RoleName.Timestamp)]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Targets)]
    public async Task A_threshold_that_is_not_met_is_refused_and_one_that_is_met_accepted(
        string role
    )
    {
        var keys = _repository.Keys[role];
        keys.AddRange([TufPrivateKey.Generate(), TufPrivateKey.Generate()]);
        _repository.Thresholds[role] = 2;
        _repository.PublishRoot();
        var all = keys.ToArray();

        keys.RemoveRange(1, 2);
        Republish(role, all, keys);
        await _client.RefusedAsync(TufFault.NotSigned);

        keys.Add(all[2]);
        Republish(role, all, keys);
        await _client.RefreshAsync();
    }

    private void Republish(string role, TufPrivateKey[] all, List<TufPrivateKey> signers)
    {
        if (role == RoleName.Root)
        {
            _repository.Keys[role] = [.. all];
            _repository.Root = _repository.Root with { Version = 2 };
            _repository.PublishRoot(signers.ToArray());
            _repository.Keys[role] = signers;
        }
        else
        {
            _repository.Publish(RoleName.Targets);
        }
    }

    [Fact]
    public async Task A_threshold_above_the_number_of_keys_can_be_met_by_nobody()
    {
        _repository.Thresholds[RoleName.Snapshot] = 2;
        _repository.PublishRoot();
        _repository.Publish();

        await _client.RefusedAsync(TufFault.NotSigned);
    }

    [Fact]
    public async Task A_signature_that_is_there_twice_is_refused()
    {
        var twice = Rewrite(
            _repository.Files["timestamp.json"],
            signatures => new JsonArray([.. signatures.Items, signatures.Items[0]])
        );
        _repository.Files["timestamp.json"] = twice;

        await _client.RefusedAsync(TufFault.Malformed);
    }

    [Fact]
    public async Task A_key_that_a_role_lists_twice_is_refused()
    {
        var id = _repository.Root.Roles[RoleName.Timestamp].KeyIds[0];
        PublishRootWith(_repository.Root.Keys, new RoleKeys([id, id], 2));

        await _client.RefusedAsync(TufFault.Malformed);
    }

    [Fact]
    public async Task One_key_under_two_names_counts_once()
    {
        // The same key in another spelling of its PEM has another id, and makes a second signature.
        var key = _repository.Keys[RoleName.Timestamp][0];
        var pem = (
            (JsonString)((JsonObject)key.Public.Json.Members["keyval"]).Members["public"]
        ).Value;
        var double_ = TufKey.FromPem(pem + "\n");
        Assert.NotEqual(key.Public.KeyId, double_.KeyId);
        PublishRootWith(
            KeyList.Of([.. _repository.Root.Keys.Keys.Values, double_]),
            new RoleKeys([key.Public.KeyId, double_.KeyId], 2)
        );
        var file = SignedFiles.Begin(_repository.Timestamp).SignWith(key);
        _repository.Files["timestamp.json"] = file.With(
                new Signature(double_.KeyId, file.Signatures[0].Value)
            )
            .ToBytes();

        var refused = await _client.RefusedAsync(TufFault.NotSigned);

        Assert.Contains(
            "signed by 1 of its keys, and needs 2",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    private void PublishRootWith(KeyList keys, RoleKeys timestamp)
    {
        _repository.Root = _repository.Root with
        {
            Version = 2,
            Keys = keys,
            Roles = new Dictionary<string, RoleKeys>(_repository.Root.Roles)
            {
                [RoleName.Timestamp] = timestamp,
            },
        };
        _repository.Files["2.root.json"] = TufRepositorySimulator
            .Sign(_repository.Root, _repository.Keys[RoleName.Root])
            .ToBytes();
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("3045022100ee")]
    public async Task A_bad_signature_beside_enough_good_ones_is_passed_over(string value)
    {
        using var second = TufPrivateKey.Generate();
        _repository.Keys[RoleName.Timestamp].Add(second);
        _repository.PublishRoot();
        _repository.Keys[RoleName.Timestamp].Remove(second);
        _repository.PublishTimestamp();
        _repository.Files["timestamp.json"] = SignedFiles
            .ReadTimestamp(_repository.Files["timestamp.json"])
            .With(new Signature(second.Public.KeyId, value))
            .ToBytes();

        await _client.RefreshAsync();
    }

    [Fact]
    public async Task A_signature_in_the_form_that_dotnet_makes_by_default_is_refused()
    {
        // P1363: two numbers of 32 bytes. No other client reads it, so neither does this one.
        var file = SignedFiles.Begin(_repository.Timestamp);
        using var ecdsa = System.Security.Cryptography.ECDsa.Create();
        ecdsa.ImportFromPem(_repository.Keys[RoleName.Timestamp][0].ExportPrivatePem());
        var flat = ecdsa.SignData(
            file.Canonical.ToArray(),
            System.Security.Cryptography.HashAlgorithmName.SHA256
        );
        _repository.Files["timestamp.json"] = file.With(
                new Signature(
                    _repository.Keys[RoleName.Timestamp][0].Public.KeyId,
                    Convert.ToHexStringLower(flat)
                )
            )
            .ToBytes();

        await _client.RefusedAsync(TufFault.NotSigned);
    }

    [Theory]
    [InlineData(RoleName.Timestamp)]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Targets)]
    public async Task A_revoked_key_signs_nothing_any_more(string role)
    {
        await _client.RefreshAsync();
        var stolen = _repository.Keys[role];
        _repository.Rotate(role);
        _repository.Publish(RoleName.Targets);
        await _client.RefreshAsync();

        _repository.Keys[role] = stolen;
        _repository.Publish(RoleName.Targets);

        await _client.RefusedAsync(TufFault.NotSigned);
    }

    [Fact]
    public async Task A_revoked_root_key_signs_no_further_root()
    {
        var stolen = _repository.Keys[RoleName.Root].ToArray();
        _repository.Rotate(RoleName.Root);
        await _client.RefreshAsync();

        _repository.PublishRoot(stolen);

        await _client.RefusedAsync(TufFault.NotSigned);
        Assert.Equal(2, _client.VersionOf(RoleName.Root));
    }

    [Fact]
    public async Task A_new_root_needs_the_signatures_of_the_old_keys_and_of_the_new_ones()
    {
        var old = _repository.Keys[RoleName.Root].ToArray();
        _repository.Keys[RoleName.Root] = [TufPrivateKey.Generate()];

        _repository.PublishRoot(_repository.Keys[RoleName.Root]);
        await _client.RefusedAsync(TufFault.NotSigned);

        _repository.Root = _repository.Root with { Version = 1 };
        _repository.PublishRoot(old);
        await _client.RefusedAsync(TufFault.NotSigned);

        _repository.Root = _repository.Root with { Version = 1 };
        _repository.PublishRoot();
        await _client.RefreshAsync();
    }

    [Fact]
    public async Task Fast_forward_of_the_timestamp_is_recovered_from_by_a_new_key()
    {
        _repository.Timestamp = _repository.Timestamp with { Version = JsonValue.MaxInteger - 1 };
        _repository.PublishTimestamp();
        await _client.RefreshAsync();
        _repository.Timestamp = _repository.Timestamp with { Version = 1 };
        _repository.PublishTimestamp();
        await _client.RefusedAsync(TufFault.Rollback);

        _repository.Rotate(RoleName.Timestamp);
        _repository.PublishTimestamp();

        await _client.RefreshAsync();
        Assert.Equal(3, _client.VersionOf(RoleName.Timestamp));
    }

    [Theory]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Timestamp)]
    public async Task Fast_forward_of_snapshot_and_targets_is_recovered_from_by_a_new_key(
        string rotated
    )
    {
        _repository.Roles[RoleName.Targets] = _repository.Roles[RoleName.Targets] with
        {
            Version = 5_000,
        };
        _repository.Snapshot = _repository.Snapshot with { Version = 9_000 };
        _repository.Publish(RoleName.Targets);
        await _client.RefreshAsync();
        _repository.Roles[RoleName.Targets] = _repository.Roles[RoleName.Targets] with
        {
            Version = 1,
        };
        _repository.Snapshot = _repository.Snapshot with { Version = 1 };
        _repository.Publish(RoleName.Targets);
        await _client.RefusedAsync(TufFault.Rollback);

        _repository.Rotate(rotated);
        _repository.Publish(RoleName.Targets);

        await _client.RefreshAsync();
        Assert.Equal(3, _client.VersionOf(RoleName.Snapshot));
        Assert.Equal(3, _client.VersionOf(RoleName.Targets));
    }

    [Fact]
    public async Task Another_key_beside_the_old_one_forgets_no_version()
    {
        await _client.RefreshAsync();
        var old = _repository.Files["timestamp.json"];
        _repository.PublishTimestamp();
        await _client.RefreshAsync();
        _repository.Keys[RoleName.Timestamp].Add(TufPrivateKey.Generate());
        _repository.PublishRoot();
        _repository.Files["timestamp.json"] = old;

        await _client.RefusedAsync(TufFault.Rollback);
    }

    [Fact]
    public async Task Roots_are_followed_one_by_one_up_to_the_limit_of_one_update()
    {
        _client.Limits = new UpdaterLimits { RootRotations = 8 };
        for (var i = 0; i < 10; i++)
        {
            _repository.PublishRoot();
        }

        await _client.RefreshAsync();
        Assert.Equal(9, _client.VersionOf(RoleName.Root));
        await _client.RefreshAsync();
        Assert.Equal(11, _client.VersionOf(RoleName.Root));
        Assert.Equal(256, new UpdaterLimits().RootRotations);
    }

    [Fact]
    public async Task Fields_that_nobody_knows_are_covered_by_signatures_and_kept()
    {
        var custom = new JsonObject([
            KeyValuePair.Create<string, JsonValue>("x-custom", new JsonString("ü")),
        ]);
        _repository.Root = _repository.Root with { Unknown = custom };
        _repository.PublishRoot();

        await _client.RefreshAsync();

        var kept = SignedFiles.ReadRoot(_client.Store.Read(RoleName.Root, 100_000));
        Assert.Equal(new JsonString("ü"), kept.Content.Unknown.Members["x-custom"]);
    }

    private static byte[] Rewrite(byte[] file, Func<JsonArray, JsonArray> signatures)
    {
        var json = (JsonObject)StrictJson.Read(file);
        return CanonicalJson.EncodeFile(
            new JsonObject([
                KeyValuePair.Create("signed", json.Members["signed"]),
                KeyValuePair.Create<string, JsonValue>(
                    "signatures",
                    signatures((JsonArray)json.Members["signatures"])
                ),
            ])
        );
    }
}
