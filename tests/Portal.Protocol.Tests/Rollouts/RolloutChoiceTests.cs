using System.Buffers.Binary;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Portal.Protocol.Rollouts;

namespace Portal.Protocol.Tests.Rollouts;

public sealed class RolloutChoiceTests
{
    private const int Hosts = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(99)]
    public void The_share_is_within_three_sigma_over_a_hundred_thousand_hosts(int percent)
    {
        var salt = Salt(percent);
        var chosen = Ids().Count(id => RolloutChoice.IsChosen(salt, id, percent));

        var share = percent / 100.0;
        var sigma = Math.Sqrt(Hosts * share * (1 - share));
        Assert.InRange(chosen, (Hosts * share) - (3 * sigma), (Hosts * share) + (3 * sigma));
    }

    [Fact]
    public void Nobody_is_chosen_at_0_and_everybody_at_100()
    {
        var salt = Salt(0);

        Assert.DoesNotContain(Ids(), id => RolloutChoice.IsChosen(salt, id, 0));
        Assert.All(Ids(), id => Assert.True(RolloutChoice.IsChosen(salt, id, 100)));
    }

    [Fact]
    public void Raising_the_percentage_removes_nobody() =>
        Prop.ForAll(
                Gen.Choose(int.MinValue, int.MaxValue).Four().ToArbitrary(),
                Gen.Choose(0, 100).Two().ToArbitrary(),
                (seed, percents) =>
                {
                    var salt = new byte[16];
                    var host = new byte[16];
                    BinaryPrimitives.WriteInt32LittleEndian(salt, seed.Item1);
                    BinaryPrimitives.WriteInt32LittleEndian(salt.AsSpan(12), seed.Item2);
                    BinaryPrimitives.WriteInt32LittleEndian(host, seed.Item3);
                    BinaryPrimitives.WriteInt32LittleEndian(host.AsSpan(8), seed.Item4);
                    var (low, high) = (
                        Math.Min(percents.Item1, percents.Item2),
                        Math.Max(percents.Item1, percents.Item2)
                    );
                    return !RolloutChoice.IsChosen(salt, host, low)
                        || RolloutChoice.IsChosen(salt, host, high);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Who_is_chosen_is_another_draw_for_each_release()
    {
        var (one, other) = (Salt(1), Salt(2));
        var both = Ids()
            .Count(id =>
                RolloutChoice.IsChosen(one, id, 10) && RolloutChoice.IsChosen(other, id, 10)
            );

        Assert.InRange(both, Hosts * 0.008, Hosts * 0.012);
    }

    /// <summary>Against the same draw as an exact decimal fraction, an arithmetic that the function does not use.</summary>
    [Fact]
    public void The_formula_is_the_documented_one()
    {
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        byte[] host = [.. Enumerable.Repeat((byte)0xff, 16)];
        var draw = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData([.. salt, .. host]));

        // The least whole percentage that holds the host, from the draw as a fraction.
        var least = (int)Math.Floor((decimal)draw / 18446744073709551616m * 100) + 1;

        Assert.True(RolloutChoice.IsChosen(salt, host, least));
        Assert.False(RolloutChoice.IsChosen(salt, host, least - 1));
    }

    [Fact]
    public void What_is_out_of_bounds_is_refused()
    {
        var bytes = new byte[16];

        Assert.Throws<ArgumentOutOfRangeException>(() => RolloutChoice.IsChosen(bytes, bytes, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RolloutChoice.IsChosen(bytes, bytes, 101));
        Assert.Throws<ArgumentException>(() => RolloutChoice.IsChosen(new byte[15], bytes, 1));
        Assert.Throws<ArgumentException>(() => RolloutChoice.IsChosen(bytes, new byte[17], 1));
        Assert.False(RolloutChoice.TryRead("0", out _));
        Assert.False(RolloutChoice.TryRead(null, out _));
        Assert.True(RolloutChoice.TryRead("000102030405060708090a0b0c0d0e0F", out var read));
        Assert.Equal(15, read[15]);
    }

    private static byte[] Salt(int seed)
    {
        var salt = new byte[16];
        new Random(seed).NextBytes(salt);
        return salt;
    }

    private static IEnumerable<byte[]> Ids()
    {
        var random = new Random(42);
        for (var i = 0; i < Hosts; i++)
        {
            var id = new byte[16];
            random.NextBytes(id);
            yield return id;
        }
    }
}
