using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Locks;

public sealed class LockTests
{
    private static readonly ReleaseLock Golden = new()
    {
        Product = "guest-tools",
        Title = "Guest \"Tools\" \\ für 客户 & <more>",
        Version = "1.4~rc1",
        VolumeId = "GUEST_TOOLS_1_4_RC1",
        Layout = 1,
        Epoch = 1767225600,
        DiscKey = TestKey.Public,
        Components =
        [
            Component(InstallerComponent.Name, "1.0"),
            Component("viostor", "1:0.1.262-1", Stage.Storage),
            Component("qemu-guest-agent", "7.2.22-1", Stage.Agent),
        ],
    };

    [Fact]
    public void The_bytes_of_a_lock_are_these_for_ever()
    {
        var key = TestKey.Public.Replace("\n", @"\n", StringComparison.Ordinal);
        var expected = $$"""
            {
              "schema": 1,
              "product": "guest-tools",
              "title": "Guest \"Tools\" \\ für 客户 & <more>",
              "version": "1.4~rc1",
              "volumeId": "GUEST_TOOLS_1_4_RC1",
              "layout": 1,
              "epoch": 1767225600,
              "discKey": "{{key}}",
              "components": [
                {
                  "name": "guest-tools-installer",
                  "version": "1.0",
                  "project": "upstream",
                  "digest": "6f0b2d82fb2b9c2a4d4ebb0a20ae62cf64d3ea0b9a21c5a9ff6b2d6a3f0d8f00",
                  "stage": "default"
                },
                {
                  "name": "viostor",
                  "version": "1:0.1.262-1",
                  "project": "upstream",
                  "digest": "6f0b2d82fb2b9c2a4d4ebb0a20ae62cf64d3ea0b9a21c5a9ff6b2d6a3f0d8f00",
                  "stage": "storage"
                },
                {
                  "name": "qemu-guest-agent",
                  "version": "7.2.22-1",
                  "project": "upstream",
                  "digest": "6f0b2d82fb2b9c2a4d4ebb0a20ae62cf64d3ea0b9a21c5a9ff6b2d6a3f0d8f00",
                  "stage": "agent"
                }
              ]
            }

            """;

        Assert.Equal(expected, Encoding.UTF8.GetString(LockFile.Serialize(Golden)));
    }

    [Fact]
    public void A_lock_that_is_read_again_is_the_same_lock()
    {
        var text = Gen.Elements("ab\"\\ü客 '<>&+/\u00a0x".ToCharArray())
            .ListOf()
            .Select(c => $"t{string.Concat(c.Take(100))}t");
        var components = Gen.Choose(0, 5)
            .Select(count =>
                (IReadOnlyList<LockedComponent>)
                    [
                        Golden.Components[0],
                        .. Enumerable
                            .Range(0, count)
                            .Select(n => Component($"c{n}", $"{n}", (Stage)(n * 3 / 5))),
                    ]
            );
        var locks =
            from title in text
            from list in components
            from epoch in Gen.Choose(0, int.MaxValue)
            from layout in Gen.Choose(1, 9)
            select Golden with
            {
                Title = title,
                Components = list,
                Epoch = epoch,
                Layout = layout,
            };

        Prop.ForAll(
                locks.ToArbitrary(),
                release =>
                {
                    var bytes = LockFile.Serialize(release);
                    var again = LockReader.Read(bytes);
                    return again.Findings.Count == 0
                        && release.Equals(again.Release)
                        && release.GetHashCode() == again.Release!.GetHashCode()
                        && bytes.AsSpan().SequenceEqual(LockFile.Serialize(again.Release!));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Equality_reaches_into_the_components()
    {
        Assert.NotEqual(Golden, Golden with { Components = [Golden.Components[0]] });
        Assert.NotEqual(Golden, Golden with { Title = "Another" });
        Assert.Equal(Golden, Golden with { Components = [.. Golden.Components] });
    }

    [Theory]
    [InlineData("\"schema\": 1", "\"schema\": 2", "lock.schema")]
    [InlineData("\"schema\": 1", "\"schema\": \"1\"", "lock.schema")]
    [InlineData("\"schema\": 1,\n", "", "lock.property.missing")]
    [InlineData("\"layout\": 1", "\"layout\": 1, \"layuot\": 2", "lock.property.unknown")]
    [InlineData("\"layout\": 1", "\"layout\": 1, \"layout\": 1", "lock.property.duplicate")]
    [InlineData("\"layout\": 1", "\"layout\": 0", "lock.layout")]
    [InlineData("\"layout\": 1", "\"layout\": 1.5", "lock.property.type")]
    [InlineData("\"layout\": 1", "\"layout\": 99999999999", "lock.property.type")]
    [InlineData("\"layout\": 1", "\"layout\": null", "lock.property.type")]
    [InlineData("\"epoch\": 1767225600", "\"epoch\": 2147483648", "lock.epoch")]
    [InlineData("\"epoch\": 1767225600", "\"epoch\": -1", "lock.property.type")]
    [InlineData("\"product\": \"guest-tools\"", "\"product\": \"Guest Tools\"", "lock.product")]
    [InlineData("\"product\": \"guest-tools\"", "\"product\": \"guest-tools\" ", "lock.canonical")]
    [InlineData(
        "\"product\": \"guest-tools\"",
        "\"product\": \"\\u0067uest-tools\"",
        "lock.canonical"
    )]
    [InlineData(
        "\"schema\": 1,\n  \"product\": \"guest-tools\"",
        "\"product\": \"guest-tools\",\n  \"schema\": 1",
        "lock.canonical"
    )]
    [InlineData("\n", "\r\n", "lock.canonical")]
    [InlineData("\"title\": \"Guest", "\"title\": \" Guest", "lock.title")]
    [InlineData("\"title\": \"Guest", "\"title\": \"\\ud800Guest", "lock.json")]
    [InlineData("\"title\": \"Guest", "\"title\": \"\\nGuest", "lock.title")]
    [InlineData("\"version\": \"1.4~rc1\"", "\"version\": \"stable\"", "lock.version")]
    [InlineData("GUEST_TOOLS_1_4_RC1", "guest tools", "lock.volume-id")]
    [InlineData("BEGIN PUBLIC KEY-----\\n", "BEGIN PUBLIC KEY-----\\n\\n", "lock.disc-key")]
    [InlineData("END PUBLIC KEY-----\\n", "END PUBLIC KEY-----", "lock.disc-key")]
    [InlineData(
        "\"name\": \"viostor\"",
        "\"name\": \"qemu-guest-agent\"",
        "lock.component.duplicate"
    )]
    [InlineData("\"name\": \"viostor\"", "\"name\": \"../viostor\"", "lock.component")]
    [InlineData("\"name\": \"guest-tools-installer\"", "\"name\": \"other\"", "lock.installer")]
    [InlineData("\"version\": \"7.2.22-1\"", "\"version\": \"v7\"", "lock.component.version")]
    [InlineData("\"stage\": \"agent\"", "\"stage\": \"last\"", "lock.component.stage")]
    [InlineData("\"stage\": \"storage\"", "\"stage\": \"agent\"", null)]
    [InlineData("\"stage\": \"agent\"", "\"stage\": \"storage\"", null)]
    [InlineData("\"project\": \"upstream\"", "\"project\": \"Up\"", "lock.project")]
    [InlineData("3f0d8f00", "3f0d8f0", "lock.component.digest")]
    [InlineData("3f0d8f00", "3F0D8F00", "lock.canonical")]
    [InlineData("\"components\": [", "\"components\": [ 1,", "lock.property.type")]
    [InlineData("]\n}", "]\n} x", "lock.json")]
    [InlineData("]\n}", "],\n}", "lock.json")]
    public void A_lock_that_was_touched_is_refused(string from, string to, string? rule)
    {
        var text = Encoding.UTF8.GetString(LockFile.Serialize(Golden));
        Assert.Contains(from, text, StringComparison.Ordinal);

        var result = LockReader.Read(
            Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))
        );

        if (rule is null)
        {
            Assert.Equal([], result.Findings);
            return;
        }

        Assert.Null(result.Release);
        Assert.Equal([rule], result.Findings.Select(f => f.Rule).Distinct());
        Assert.All(result.Findings, f => Assert.Equal("release.json", f.Path));
    }

    [Fact]
    public void Components_out_of_their_stages_are_refused()
    {
        var release = Golden with
        {
            Components = [Golden.Components[0], Golden.Components[2], Golden.Components[1]],
        };

        var problem = Assert.Throws<ArgumentException>(() => LockFile.Serialize(release));

        Assert.Contains("lock.stage", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_locks_give_findings_and_never_exceptions()
    {
        var random = new Random(5);
        var whole = LockFile.Serialize(Golden);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = whole.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            if (random.Next(4) == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }

            var result = LockReader.Read(bytes);

            Assert.Equal(result.Release is null, result.Findings.Count > 0);
            Assert.True(
                result.Release is null
                    || LockFile.Serialize(result.Release).AsSpan().SequenceEqual(bytes)
            );
        }
    }

    [Fact]
    public void A_small_key_is_refused()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        var release = Golden with { DiscKey = rsa.ExportSubjectPublicKeyInfoPem() + "\n" };

        var problem = Assert.Throws<ArgumentException>(() => LockFile.Serialize(release));

        Assert.Contains("lock.disc-key", problem.Message, StringComparison.Ordinal);
    }

    private static LockedComponent Component(
        string name,
        string version,
        Stage stage = Stage.Default
    ) =>
        new(
            name,
            ComponentVersionNumber.Parse(version),
            "upstream",
            Digest.Parse("6f0b2d82fb2b9c2a4d4ebb0a20ae62cf64d3ea0b9a21c5a9ff6b2d6a3f0d8f00"),
            stage
        );
}
