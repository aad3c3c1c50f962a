using System.Globalization;
using System.Text;

namespace Portal.Iso9660.Records;

/// <summary>The two forms of a date. Ours are UTC, whole seconds.</summary>
internal static class IsoDate
{
    public const int RecordSize = 7;
    public const int DescriptorSize = 17;

    /// <summary>ECMA-119 9.1.5: years since 1900, month, day, hour, minute, second, quarter hours east of Greenwich.</summary>
    public static void WriteRecord(Span<byte> target, long epoch)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(epoch);
        target[0] = (byte)(time.Year - 1900);
        target[1] = (byte)time.Month;
        target[2] = (byte)time.Day;
        target[3] = (byte)time.Hour;
        target[4] = (byte)time.Minute;
        target[5] = (byte)time.Second;
        target[6] = 0;
    }

    /// <summary>ECMA-119 8.4.26.1: 16 digits to the hundredth of a second, then the zone byte.</summary>
    public static void WriteDescriptor(Span<byte> target, long epoch)
    {
        var text = DateTimeOffset
            .FromUnixTimeSeconds(epoch)
            .ToString("yyyyMMddHHmmss'00'", CultureInfo.InvariantCulture);
        Encoding.ASCII.GetBytes(text, target);
        target[16] = 0;
    }

    /// <summary>ECMA-119 8.4.26.1: digits "0" and a zero byte mean "not specified".</summary>
    public static void WriteUnspecified(Span<byte> target)
    {
        target[..16].Fill((byte)'0');
        target[16] = 0;
    }

    /// <summary>Null when the seven bytes are no date (all zero is common and means "none").</summary>
    public static DateTimeOffset? ReadRecord(ReadOnlySpan<byte> source)
    {
        var (year, month, day) = (1900 + source[0], source[1], source[2]);
        var zone = (sbyte)source[6];
        var valid =
            month is >= 1 and <= 12
            && day >= 1
            && day <= DateTime.DaysInMonth(year, month)
            && source[3] <= 23
            && source[4] <= 59
            && source[5] <= 59
            && zone is >= -48 and <= 52;
        return valid
            ? new DateTimeOffset(
                year,
                month,
                day,
                source[3],
                source[4],
                source[5],
                TimeSpan.FromMinutes(15 * zone)
            ).ToUniversalTime()
            : null;
    }

    /// <summary>Null when the seventeen bytes are no date.</summary>
    public static DateTimeOffset? ReadDescriptor(ReadOnlySpan<byte> source)
    {
        if (source[..16].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        var year = int.Parse(source[..4], CultureInfo.InvariantCulture);
        if (year is < 1900 or > 2155)
        {
            return null;
        }

        // The other form has the same parts as single bytes.
        Span<byte> record = stackalloc byte[RecordSize];
        record[0] = (byte)(year - 1900);
        for (var i = 1; i < 6; i++)
        {
            record[i] = byte.Parse(source.Slice(2 + (2 * i), 2), CultureInfo.InvariantCulture);
        }

        record[6] = source[16];
        return ReadRecord(record);
    }
}
