using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Portal.Cli.Packages;

namespace Portal.Cli.Tests.Packages;

/// <summary>Whatever the bytes are, each reader ends, and the only way in which it refuses them is its own.</summary>
public sealed class DamagedPackageTests : IDisposable
{
    private const int Rounds = 1500;

    private static readonly Dictionary<string, Func<Stream, object>> Readers = new(
        StringComparer.Ordinal
    )
    {
        ["deb"] = DebControl.Read,
        ["rpm"] = RpmHeader.Read,
        ["msi"] = MsiPackage.Read,
    };

    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("deb")]
    [InlineData("rpm")]
    [InlineData("msi")]
    public async Task A_damaged_package_is_read_or_refused(string kind)
    {
        var whole = await WholeAsync(kind);
        var random = new Random(20260101);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            refused += IsRefused(kind, Damage(whole, random)) ? 1 : 0;
        }

        Assert.InRange(refused, 1, Rounds);
        Assert.False(IsRefused(kind, whole));
    }

    [Theory]
    [InlineData("deb")]
    [InlineData("rpm")]
    [InlineData("msi")]
    public async Task A_package_that_is_cut_off_is_refused_or_read_as_the_whole(string kind)
    {
        var whole = await WholeAsync(kind);
        var read = Readers[kind](new MemoryStream(whole));
        for (var length = 0; length < whole.Length; length += 1 + (length / 50))
        {
            try
            {
                // What is behind the last byte that is needed may be missing.
                Assert.Equal(read, Readers[kind](new MemoryStream(whole[..length])));
            }
            catch (PackageFormatException) { }
        }
    }

    [Theory]
    [InlineData("deb", "!<arch>\n")]
    [InlineData("rpm", "\u00ed\u00ab\u00ee\u00db")]
    [InlineData("msi", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")]
    public void Noise_behind_the_right_beginning_is_refused(string kind, string beginning) =>
        Prop.ForAll<byte[]>(noise =>
                IsRefused(kind, [.. System.Text.Encoding.Latin1.GetBytes(beginning), .. noise])
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_chain_of_sectors_that_ends_in_itself_is_refused()
    {
        var whole = await WholeAsync("msi");
        var sector = 1 << BinaryPrimitives.ReadUInt16LittleEndian(whole.AsSpan(0x1E));
        var table = (int)BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(0x4C));
        var directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(0x30));
        var next = ((table + 1) * sector) + (directory * sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(next), (uint)directory);

        Assert.True(IsRefused("msi", whole));
    }

    [Theory]
    [InlineData("-60       ")]
    [InlineData("9999999999")]
    [InlineData("          ")]
    public async Task A_member_of_an_impossible_size_is_refused(string size)
    {
        var whole = await WholeAsync("deb");
        System.Text.Encoding.ASCII.GetBytes(size).CopyTo(whole, 8 + 48);

        Assert.True(IsRefused("deb", whole));
    }

    private static bool IsRefused(string kind, byte[] bytes)
    {
        try
        {
            Assert.NotNull(Readers[kind](new MemoryStream(bytes)));
            return false;
        }
        catch (PackageFormatException e)
        {
            Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
            return true;
        }
    }

    // Bytes anywhere, or near the beginning where the structure is; numbers that mean something; an end too early.
    private static byte[] Damage(byte[] whole, Random random)
    {
        var damaged = (byte[])whole.Clone();
        var reach = random.Next(2) == 0 ? Math.Min(whole.Length, 2048) : whole.Length;
        for (var left = random.Next(1, 12); left > 0; left--)
        {
            switch (random.Next(3))
            {
                case 0:
                    damaged[random.Next(reach)] = (byte)random.Next(256);
                    break;
                case 1:
                    uint[] numbers =
                    [
                        0,
                        1,
                        0x7FFF_FFFF,
                        0x8000_0000,
                        0xFFFF_FFFE,
                        (uint)random.Next(64),
                    ];
                    BinaryPrimitives.WriteUInt32LittleEndian(
                        damaged.AsSpan(random.Next((reach / 4) - 1) * 4),
                        numbers[random.Next(numbers.Length)]
                    );
                    break;
                default:
                    var from = random.Next(reach);
                    var length = Math.Min(random.Next(64), whole.Length - from);
                    damaged
                        .AsSpan(from, length)
                        .CopyTo(damaged.AsSpan(random.Next(whole.Length - length)));
                    break;
            }
        }

        return random.Next(8) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    private async Task<byte[]> WholeAsync(string kind)
    {
        var file = _work.At("whole." + kind);
        await (
            kind switch
            {
                // Unpacked by .NET, so that thousands of rounds start no program.
                "deb" => Built.DebAsync(file, "gzip"),
                "rpm" => Built.RpmAsync(file),
                _ => Built.MsiAsync(file),
            }
        );
        return await File.ReadAllBytesAsync(file);
    }
}
