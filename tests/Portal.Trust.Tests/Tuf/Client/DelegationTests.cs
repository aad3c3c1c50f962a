using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Client;

/// <summary>Who is asked for a path, in which order, and who is not.</summary>
public sealed class DelegationTests : IDisposable
{
    private const string Top = RoleName.Targets;
    private readonly TufRepositorySimulator _repository = new();
    private readonly SimulatedClient _client;

    public DelegationTests() => _client = new SimulatedClient(_repository);

    public void Dispose()
    {
        _client.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public async Task Roles_are_asked_depth_first_in_the_order_of_trust()
    {
        _repository.Delegate(Top, "a", ["*/*"]);
        _repository.Delegate(Top, "b", ["*/*"]);
        _repository.Delegate("a", "a1", ["*/*"]);
        _repository.Delegate("a", "a2", ["x/*"]);
        _repository.Delegate("a1", "deep", ["*/*"]);
        _repository.Publish("deep", "a1", "a2", "a", "b", Top);

        Assert.Null(await _client.FindAsync("y/file"));
        Assert.Equal(["a", "a1", "deep", "b"], Asked());
        Assert.Null(await _client.FindAsync("x/file"));
        Assert.Equal(["a", "a1", "deep", "b", "a2"], Asked());
    }

    [Fact]
    public async Task The_first_role_that_has_the_target_decides()
    {
        _repository.Delegate(Top, "a", ["x/*"]);
        _repository.Delegate(Top, "b", ["x/*"]);
        _repository.Add("a", "x/file", "from a"u8.ToArray());
        _repository.Add("b", "x/file", "from b"u8.ToArray());
        _repository.Publish("a", "b", Top);

        Assert.Equal("from a"u8.ToArray(), await _client.DownloadAsync("x/file"));
    }

    [Fact]
    public async Task After_a_terminating_role_nobody_else_is_asked()
    {
        _repository.Delegate(Top, "a", ["x/*"], terminating: true);
        _repository.Delegate(Top, "b", ["x/*"]);
        _repository.Add("b", "x/file", "evil"u8.ToArray());
        _repository.Publish("a", "b", Top);

        Assert.Null(await _client.DownloadAsync("x/file"));
        Assert.Equal(["a"], Asked());
    }

    [Fact]
    public async Task A_role_is_not_believed_beyond_its_paths()
    {
        _repository.Delegate(Top, "stable.tools", ["stable/tools/*"]);
        _repository.Add("stable.tools", "stable/other/channel.json", "evil"u8.ToArray());
        _repository.Publish("stable.tools", Top);

        Assert.Null(await _client.DownloadAsync("stable/other/channel.json"));
    }

    [Fact]
    public async Task Delegation_cycles_end()
    {
        _repository.Delegate(Top, "a", ["x/*"]);
        _repository.Delegate("a", "b", ["x/*"]);
        _repository.Delegate("b", "a", ["x/*"]);
        _repository.Publish("a", "b", Top);

        Assert.Null(await _client.FindAsync("x/file"));
        Assert.Equal(["a", "b"], Asked());
    }

    [Fact]
    public async Task At_most_32_delegated_roles_are_visited()
    {
        Chain(32);
        Assert.Equal("end"u8.ToArray(), await _client.DownloadAsync("x/31"));

        Chain(34, from: 32);
        await _client.RefusedAsync(TufFault.TooManyDelegations, "x/nowhere");
    }

    private void Chain(int length, int from = 0)
    {
        for (var i = from; i < length; i++)
        {
            _repository.Delegate(i == 0 ? Top : $"r{i - 1}", $"r{i}", ["x/*"]);
            _repository.Add($"r{i}", $"x/{i}", "end"u8.ToArray());
        }

        _repository.Publish([.. _repository.Roles.Keys]);
    }

    [Theory]
    [InlineData(RoleName.Root)]
    [InlineData(RoleName.Targets)]
    [InlineData(RoleName.Snapshot)]
    [InlineData(RoleName.Timestamp)]
    public async Task A_delegated_role_named_like_a_top_level_role_is_refused(string name)
    {
        var key = _repository.Keys[Top][0].Public;
        _repository.Roles[Top] = _repository.Roles[Top] with
        {
            Delegations = new Delegations(
                KeyList.Of([key]),
                [new DelegatedRole(name, new RoleKeys([key.KeyId], 1), true) { Paths = ["*"] }]
            ),
        };
        _repository.Publish(Top);

        await _client.RefusedAsync(TufFault.Malformed);
    }

    [Fact]
    public async Task A_role_that_is_delegated_to_twice_in_one_list_is_refused()
    {
        _repository.Delegate(Top, "a", ["x/*"]);
        _repository.Delegate(Top, "a", ["y/*"]);
        _repository.Publish("a", Top);

        await _client.RefusedAsync(TufFault.Malformed);
    }

    [Fact]
    public async Task A_role_that_the_snapshot_does_not_list_is_not_even_asked_for()
    {
        _repository.Delegate(Top, "a", ["x/*"]);
        _repository.Publish(Top);

        await _client.RefusedAsync(TufFault.RoleMissing, "x/file");

        Assert.Empty(Asked());
    }

    [Fact]
    public async Task The_threshold_of_a_delegated_role_holds()
    {
        _repository.Delegate(Top, "a", ["x/*"], keys: 3, threshold: 2);
        _repository.Add("a", "x/file", "two of three"u8.ToArray());
        _repository.Keys["a"].RemoveAt(0);
        _repository.Publish("a", Top);
        Assert.NotNull(await _client.DownloadAsync("x/file"));

        _repository.Keys["a"].RemoveAt(0);
        _repository.Publish("a");
        await _client.RefusedAsync(TufFault.NotSigned, "x/file");
    }

    [Fact]
    public async Task A_role_that_was_verified_by_one_delegator_is_verified_again_for_another()
    {
        _repository.Delegate(Top, "a", ["a/*"]);
        _repository.Delegate(Top, "b", ["b/*"]);
        _repository.Delegate("a", "shared", ["a/*"]);
        // b delegates to the same name with a key that has signed nothing.
        var own = _repository.Keys["shared"];
        using var other = TufPrivateKey.Generate();
        _repository.Keys["shared"] = [other];
        _repository.Delegate("b", "shared", ["b/*"]);
        _repository.Keys["shared"] = own;
        _repository.Add("shared", "a/file", "good"u8.ToArray());
        _repository.Add("shared", "b/file", "evil"u8.ToArray());
        _repository.Publish("shared", "a", "b", Top);

        using var folder = new TemporaryFolder();
        using var updater = new Updater(_client.Store, _repository, _repository.Clock);
        Assert.NotNull(await updater.FindAsync("a/file", CancellationToken.None));
        var refused = await Assert.ThrowsAsync<TufException>(() =>
            updater.FindAsync("b/file", CancellationToken.None)
        );
        Assert.Equal(TufFault.NotSigned, refused.Fault);
    }

    [Theory]
    [InlineData("?", "2.%3F.json")]
    [InlineData("#", "2.%23.json")]
    [InlineData("/role", "2.%2Frole.json")]
    [InlineData("../role", "2...%2Frole.json")]
    [InlineData("ü", "2.%C3%BC.json")]
    public async Task A_role_of_any_name_stays_in_its_folder(string name, string file)
    {
        _repository.Delegate(Top, name, ["x/*"]);
        _repository.Add(name, "x/file", "good"u8.ToArray());
        _repository.Publish(name, Top);
        _repository.Publish(name);

        Assert.NotNull(await _client.DownloadAsync("x/file"));
        Assert.Contains(file, _repository.Requests);
        Assert.Equal(2, _client.VersionOf(name));
    }

    [Fact]
    public async Task A_role_is_trusted_by_the_hash_of_a_path()
    {
        _repository.Delegate(Top, "a", []);
        var role = _repository.Roles[Top].Delegations!.Roles[0];
        var hash = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData("x/file"u8)
        );
        _repository.Roles[Top] = _repository.Roles[Top] with
        {
            Delegations = _repository.Roles[Top].Delegations! with
            {
                Roles = [role with { PathHashPrefixes = [hash[..3]] }],
            },
        };
        _repository.Add("a", "x/file", "good"u8.ToArray());
        _repository.Publish("a", Top);

        Assert.NotNull(await _client.DownloadAsync("x/file"));
    }

    /// <summary>The delegated roles that were fetched, in order.</summary>
    private IEnumerable<string> Asked() =>
        _repository
            .Requests.Select(path => path.Split('.'))
            .Where(parts => parts.Length == 3 && !RoleName.IsTopLevel(parts[1]))
            .Select(parts => parts[1]);
}
