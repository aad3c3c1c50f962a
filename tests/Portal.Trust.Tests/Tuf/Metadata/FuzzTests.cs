using System.Text;
using Portal.Trust.Tests.Tuf.Client;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Metadata;

/// <summary>Whatever the bytes: metadata, or a TufException. Nothing else escapes, and nothing that was altered is trusted.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 3_000;

    [Fact]
    public void Altered_metadata_is_read_or_refused_by_one_exception_and_never_trusted()
    {
        using var repository = new TufRepositorySimulator();
        repository.Delegate(RoleName.Targets, "stable", ["s/*"]);
        repository.Add("stable", "s/a", "content"u8.ToArray());
        repository.PublishRoot();
        repository.Publish("stable", RoleName.Targets);
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("PORTAL_FUZZ_SEED"),
            out var given
        )
            ? given
            : 1;
        var random = new Random(seed);
        var files = new Dictionary<string, byte[]>
        {
            [RoleName.Root] = repository.Files["2.root.json"],
            [RoleName.Timestamp] = repository.Files["timestamp.json"],
            [RoleName.Snapshot] = repository.Files["2.snapshot.json"],
            [RoleName.Targets] = repository.Files["2.targets.json"],
        };
        var refused = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var (role, good) = files.ElementAt(i % 4);
            var bad = Alter(good, random);
            try
            {
                // First alone: most of it ends here, without the cost of signatures.
                var says = Canonical(role, bad);
                Feed(repository, role, bad);
                // What is accepted says the same: white space moved, or what no signature covers.
                Assert.Equal(Canonical(role, good), says);
            }
            catch (TufException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Rounds / 2, Rounds);
    }

    private static void Feed(TufRepositorySimulator repository, string role, byte[] file)
    {
        var trusted = new TrustedMetadata(repository.FirstRoot, repository.Clock.Now);
        trusted.UpdateRoot(role == RoleName.Root ? file : repository.Files["2.root.json"]);
        trusted.UpdateTimestamp(
            role == RoleName.Timestamp ? file : repository.Files["timestamp.json"]
        );
        // As local: the hash would otherwise refuse all of it before it is read.
        trusted.UpdateSnapshot(
            role == RoleName.Snapshot ? file : repository.Files["2.snapshot.json"],
            isLocal: true
        );
        if (role == RoleName.Targets)
        {
            trusted.UpdateTargets(file, role);
        }
    }

    private static string Canonical(string role, byte[] file) =>
        Encoding.UTF8.GetString(
            role switch
            {
                RoleName.Root => SignedFiles.ReadRoot(file).Canonical.Span,
                RoleName.Timestamp => SignedFiles.ReadTimestamp(file).Canonical.Span,
                RoleName.Snapshot => SignedFiles.ReadSnapshot(file).Canonical.Span,
                _ => SignedFiles.ReadTargets(file).Canonical.Span,
            }
        );

    private static byte[] Alter(byte[] good, Random random)
    {
        var text = Encoding.UTF8.GetString(good);
        var at = random.Next(text.Length);
        switch (random.Next(6))
        {
            case 0:
                var bytes = good.ToArray();
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return good[..random.Next(good.Length)];
            case 2:
                return Encoding.UTF8.GetBytes(text.Insert(at, Odd(random)));
            case 3:
                return Encoding.UTF8.GetBytes(
                    text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at))
                );
            case 4:
                // A value of another kind in the place of a field's.
                var colons = text.Select((c, i) => (c, i)).Where(pair => pair.c == ':').ToList();
                var colon = colons[random.Next(colons.Count)].i + 1;
                return Encoding.UTF8.GetBytes(text.Insert(colon, Odd(random) + ","));
            default:
                var from = random.Next(text.Length);
                var length = Math.Min(random.Next(1, 200), text.Length - from);
                return Encoding.UTF8.GetBytes(text.Insert(at, text.Substring(from, length)));
        }
    }

    private static string Odd(Random random)
    {
        string[] odd =
        [
            "null",
            "{}",
            "[]",
            "\"\"",
            "-1",
            "0",
            "1e9",
            "9007199254740993",
            "\"\\ud800\"",
            "true",
            " ",
            "\n",
            "\"a\":1,",
            "[[[[",
            "\u0000",
            "\"-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----\\n\"",
        ];
        return odd[random.Next(odd.Length)];
    }
}
