using System.Globalization;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Planning;

/// <summary>Nothing of the machine that makes an image shows on it.</summary>
[Collection(nameof(Alone))]
public sealed class MachineTests : IDisposable
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly string? _zone = Environment.GetEnvironmentVariable("TZ");

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _culture;
        SetZone(_zone);
    }

    [Theory]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("America/St_Johns")]
    public void No_time_zone_shows(string zone)
    {
        var expected = TestImage.WithOddNames().Write();
        SetZone(zone);
        Assert.NotEqual(TimeSpan.Zero, TimeZoneInfo.Local.BaseUtcOffset);

        Assert.Equal(expected, TestImage.WithOddNames().Write());
        Assert.All(
            IsoReader.Open(new MemoryStream(expected)).Entries,
            entry =>
                Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(TestImage.Epoch), entry.ModifiedAt)
        );
    }

    /// <summary>The process is invariant; what a culture could change is changed by hand.</summary>
    [Fact]
    public void No_culture_shows()
    {
        var expected = TestImage.WithOddNames().Write();
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NegativeSign = "minus ";
        odd.NumberFormat.NumberGroupSeparator = "_";
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.DigitSubstitution = DigitShapes.NativeNational;
        odd.NumberFormat.NativeDigits = ["٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"];
        odd.DateTimeFormat.DateSeparator = "!";
        odd.DateTimeFormat.TimeSeparator = "?";
        odd.DateTimeFormat.ShortDatePattern = "d!M!yy";
        CultureInfo.CurrentCulture = odd;

        Assert.Equal(expected, TestImage.WithOddNames().Write());
    }

    private static void SetZone(string? zone)
    {
        Environment.SetEnvironmentVariable("TZ", zone);
        TimeZoneInfo.ClearCachedData();
    }
}
