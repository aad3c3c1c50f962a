namespace Portal.Parts;

public sealed class DisplayTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 14, 3, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(1023, "1,023 bytes")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(42_000, "41 KiB")]
    [InlineData(1_048_064, "1.0 MiB")]
    [InlineData(1_992_294, "1.9 MiB")]
    [InlineData(312_475_648, "298 MiB")]
    [InlineData(5_368_709_120, "5.0 GiB")]
    [InlineData(long.MaxValue, "8388608 TiB")]
    public void A_size_to_read_has_two_or_three_digits_and_a_unit(long bytes, string text) =>
        Assert.Equal(text, Display.Size(bytes));

    [Fact]
    public void A_size_to_verify_has_every_digit() =>
        Assert.Equal("312,475,648 bytes", Display.Bytes(312_475_648));

    [Theory]
    [InlineData(0, "now")]
    [InlineData(59, "now")]
    [InlineData(90, "2 min ago")]
    [InlineData(3_540, "59 min ago")]
    [InlineData(3_590, "1 h ago")]
    [InlineData(80_000, "22 h ago")]
    [InlineData(86_400, "21 Nov")]
    [InlineData(-600, "in 10 min")]
    [InlineData(-86_400, "23 Nov")]
    [InlineData(400 * 86_400, "18 Oct 2025")]
    public void A_time_is_as_short_as_it_can_be_said_today(int secondsAgo, string text) =>
        Assert.Equal(text, Display.Ago(Now.AddSeconds(-secondsAgo), Now));

    [Fact]
    public void A_time_is_said_in_UTC_whatever_its_offset()
    {
        var time = new DateTimeOffset(2026, 11, 20, 1, 2, 3, TimeSpan.FromHours(5.5));
        Assert.Equal("19 Nov 2026, 19:32", Display.Minute(time));
        Assert.Equal("19 Nov 2026, 19:32:03 UTC", Display.Exact(time));
        Assert.Equal("2026-11-19T19:32:03Z", Display.Machine(time));
    }

    [Theory]
    [InlineData(0.2, "0.2 s")]
    [InlineData(6, "6 s")]
    [InlineData(10.4, "10 s")]
    [InlineData(125, "2 min")]
    [InlineData(7_200, "2 h")]
    [InlineData(259_200, "3 days")]
    public void A_duration_has_one_unit(double seconds, string text) =>
        Assert.Equal(text, Display.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_fingerprint_is_grouped_as_gpg_groups_it() =>
        Assert.Equal(
            "7C1B 90E4 5A2F D3C8 0B6E  1F94 A8D2 63E7 4C55 9B10",
            Display.Fingerprint("7c1b90e45a2fd3c80b6e1f94a8d263e74c559b10")
        );
}
