using System.Text;
using Portal.Trust.Tests.Tuf.Repository;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Trust.Tests.Tuf.Interop;

/// <summary>
/// Attacks on what the real repository has published, by somebody who may write to it and has stolen what keys it takes. tuf-js
/// and our client have both seen the good repository first, as in the field, and both refuse.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class InteropAttackTests(TufJs tufJs, GoodRepository good)
    : IClassFixture<TufJs>,
        IClassFixture<GoodRepository>
{
    private static readonly Dictionary<string, Action<AttackedTree, TufPrivateKey>> ByName = new()
    {
        ["arbitrary software"] = (tree, _) =>
            tree.OverwriteTarget("channel.json", "evil bytes"u8.ToArray()),
        ["wrong software: another file of the repository"] = (tree, _) =>
            tree.OverwriteTarget("channel.json", "iso of re"u8.ToArray()),
        ["longer software"] = (tree, _) =>
            tree.OverwriteTarget("channel.json", "release 1 and more"u8.ToArray()),
        ["shorter software"] = (tree, _) =>
            tree.OverwriteTarget("channel.json", "release"u8.ToArray()),
        ["timestamp of a stranger"] = (tree, stranger) =>
            tree.SetTimestamp(
                tree.Timestamp with
                {
                    Version = tree.Timestamp.Version + 1,
                },
                stranger
            ),
        ["snapshot of a stranger"] = (tree, stranger) =>
            tree.SetSnapshot(tree.Snapshot with { Version = tree.Snapshot.Version + 1 }, stranger),
        ["targets of a stranger"] = (tree, stranger) =>
            tree.SetRole(
                RoleName.Targets,
                tree.Role(RoleName.Targets) with
                {
                    Version = 4_000_000_000,
                },
                stranger
            ),
        ["channel of a stranger"] = (tree, stranger) =>
            tree.SetRole(
                RealRepository.Stable,
                tree.Role(RealRepository.Stable) with
                {
                    Version = 4_000_000_000,
                },
                stranger
            ),
        ["root of a stranger"] = (tree, stranger) =>
        {
            var root = SignedFiles.ReadRoot(tree.Read("1.root.json")).Content;
            tree.Write(
                "2.root.json",
                tree.Sign(root with { Version = 2 }, RoleName.Root, stranger)
            );
        },
        ["root that skips a version"] = (tree, _) =>
        {
            var root = SignedFiles.ReadRoot(tree.Read("1.root.json")).Content;
            tree.Write("2.root.json", tree.Sign(root with { Version = 3 }, RoleName.Root));
        },
        ["root that its new keys have not signed"] = (tree, stranger) =>
        {
            var root = SignedFiles.ReadRoot(tree.Read("1.root.json")).Content;
            var taken = root with
            {
                Version = 2,
                Keys = KeyList.Of([.. root.Keys.Keys.Values, stranger.Public]),
                Roles = new Dictionary<string, RoleKeys>(root.Roles)
                {
                    [RoleName.Root] = new([stranger.Public.KeyId], 1),
                },
            };
            tree.Write("2.root.json", tree.Sign(taken, RoleName.Root));
        },
        ["rollback of the timestamp"] = (tree, _) =>
            tree.SetTimestamp(tree.Timestamp with { Version = tree.Timestamp.Version - 1 }),
        ["rollback of the snapshot"] = (tree, _) =>
        {
            var older = tree.Snapshot with { Version = tree.Snapshot.Version - 1 };
            tree.SetSnapshot(older);
        },
        ["rollback of a channel"] = (tree, _) =>
        {
            var now = tree.Role(RealRepository.Stable);
            tree.SetRole(RealRepository.Stable, now with { Version = now.Version - 1 });
        },
        ["rollback of targets"] = (tree, _) =>
        {
            var now = tree.Role(RoleName.Targets);
            tree.SetRole(RoleName.Targets, now with { Version = now.Version - 1 });
        },
        ["endless data in a timestamp"] = (tree, _) =>
            tree.Write(
                "timestamp.json",
                [
                    .. tree.Read("timestamp.json"),
                    .. Encoding.ASCII.GetBytes(new string(' ', 20_000)),
                ]
            ),
        ["endless data in a snapshot"] = (tree, _) =>
        {
            var now = tree.Snapshot with { Version = tree.Snapshot.Version + 1 };
            tree.SetSnapshot(now);
            var file = $"{now.Version}.snapshot.json";
            tree.Write(
                file,
                [.. tree.Read(file), .. Encoding.ASCII.GetBytes(new string(' ', 20_000))]
            );
        },
        ["mix and match of a snapshot"] = (tree, _) =>
        {
            var before = tree.Snapshot;
            tree.SetSnapshot(before with { Version = before.Version + 1 });
            tree.Write(
                $"{before.Version + 1}.snapshot.json",
                tree.Read($"{before.Version}.snapshot.json")
            );
        },
        ["mix and match of a channel"] = (tree, _) =>
        {
            var now = tree.Role(RealRepository.Stable);
            var old = tree.Read(tree.FileOf(RealRepository.Stable));
            tree.SetRole(RealRepository.Stable, now with { Version = now.Version + 1 });
            tree.Write(tree.FileOf(RealRepository.Stable), old);
        },
        ["channel of another version than the snapshot lists"] = (tree, _) =>
        {
            var now = tree.Role(RealRepository.Stable);
            tree.SetRoleFile(
                RealRepository.Stable,
                now.Version + 1,
                tree.Sign(now with { Version = now.Version + 2 }, RealRepository.Stable)
            );
        },
        ["threshold not met"] = (tree, _) =>
        {
            var now = tree.Role(RealRepository.Stable) with { Version = 4_000_000_000 };
            tree.SetRoleFile(RealRepository.Stable, now.Version, SignedFiles.Begin(now).ToBytes());
        },
        ["one signature twice"] = (tree, _) =>
        {
            var now = tree.Timestamp with { Version = tree.Timestamp.Version + 1 };
            var text = Encoding.UTF8.GetString(tree.Sign(now, RoleName.Timestamp));
            var begin = text.IndexOf('[', StringComparison.Ordinal) + 1;
            var one = text[begin..text.IndexOf(']', StringComparison.Ordinal)];
            tree.Write("timestamp.json", Encoding.UTF8.GetBytes(text.Insert(begin, one + ",")));
        },
        ["key revoked"] = (tree, stranger) =>
        {
            // A new root takes the timestamp's key away; the thief goes on with the old one.
            var root = SignedFiles.ReadRoot(tree.Read("1.root.json")).Content;
            var next = root with
            {
                Version = 2,
                Keys = KeyList.Of([.. root.Keys.Keys.Values, stranger.Public]),
                Roles = new Dictionary<string, RoleKeys>(root.Roles)
                {
                    [RoleName.Timestamp] = new([stranger.Public.KeyId], 1),
                },
            };
            tree.Write("2.root.json", tree.Sign(next, RoleName.Root));
            tree.SetTimestamp(tree.Timestamp with { Version = tree.Timestamp.Version + 1 });
        },
        ["snapshot that drops a role"] = (tree, _) =>
        {
            var now = tree.Snapshot;
            var meta = new Dictionary<string, MetaFile>(now.Meta);
            meta.Remove($"{UpdateRoles.Rollout}.json");
            tree.SetSnapshot(now with { Version = now.Version + 1, Meta = meta });
        },
        ["role named like a top-level role"] = (tree, _) =>
        {
            var now = tree.Role(RoleName.Targets);
            var first = now.Delegations!.Roles[0];
            tree.SetRole(
                RoleName.Targets,
                now with
                {
                    Version = now.Version + 1,
                    Delegations = now.Delegations with
                    {
                        Roles = [first with { Name = RoleName.Snapshot }, .. now.Delegations.Roles],
                    },
                }
            );
        },
        ["delegation cycle in the place of the channel"] = (tree, _) =>
        {
            var top = tree.Role(RoleName.Targets);
            var self = top.Delegations!.Find(RealRepository.Stable)!;
            tree.SetRole(
                RealRepository.Stable,
                new Targets(4_000_000_000, top.Expires, new Dictionary<string, TargetFile>())
                {
                    Delegations = new Delegations(top.Delegations.Keys, [self]),
                }
            );
        },
        ["metadata of another type"] = (tree, _) =>
            tree.Write(
                "timestamp.json",
                tree.Read($"{tree.Timestamp.Snapshot.Version}.snapshot.json")
            ),
        ["a page of a captive portal"] = (tree, _) =>
            tree.Write("timestamp.json", "<html>sign in</html>"u8.ToArray()),
        ["channel that says more than its paths"] = (tree, _) =>
        {
            var top = tree.Role(RoleName.Targets);
            var stable = top.Delegations!.Find(RealRepository.Stable)!;
            // The path is taken away from the channel; what it says of it is not asked for any more.
            tree.SetRole(
                RoleName.Targets,
                top with
                {
                    Version = top.Version + 1,
                    Delegations = top.Delegations with
                    {
                        Roles = [stable with { Paths = ["stable/*"] }],
                    },
                }
            );
        },
    };

    public static TheoryData<string> Attacks => [.. ByName.Keys];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Both_refuse(string attack)
    {
        var tree = await good.NextAsync(tufJs);

        ByName[attack](good.Attack(tree), good.Stranger);

        await good.Both!.RefuseAsync(tree);
    }
}
