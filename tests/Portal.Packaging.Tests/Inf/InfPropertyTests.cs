using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Portal.Packaging.Inf;

namespace Portal.Packaging.Tests.Inf;

public sealed class InfPropertyTests
{
    private static readonly Gen<string> Words = Gen.Elements(
        "a",
        "B.c",
        "x y",
        "",
        " leads",
        "trails ",
        "semi;colon",
        "comma, too",
        "quo\"te",
        "back\\slash",
        "back\\",
        "[bracket]",
        "a=b",
        "Grüße",
        "日本語"
    );

    private sealed record Line(string Key, string[] Values, bool Continued, bool Commented);

    private static readonly Gen<Line> Lines =
        from key in Gen.Elements("one", "two", "a.key", "Key With Space")
        from values in Words.NonEmptyListOf()
        from continued in Gen.Elements(true, false)
        from commented in Gen.Elements(true, false)
        select new Line(key, [.. values], continued, commented);

    [Fact]
    public void What_is_written_is_read_back_in_every_encoding() =>
        Prop.ForAll(
                Lines.ListOf().ToArbitrary(),
                lines =>
                {
                    var text = Write(lines);
                    foreach (
                        var bytes in new[] { SampleInf.Utf16(text), Encoding.UTF8.GetBytes(text) }
                    )
                    {
                        var read = InfFile.Read(bytes).Section("section");
                        Assert.Equal(
                            lines.Select(line => (line.Key, string.Join('\u0001', line.Values))),
                            read.Select(line => (line.Key!, string.Join('\u0001', line.Values)))
                        );
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_read_without_an_exception() =>
        Prop.ForAll<byte[]>(bytes => Digest(InfFile.Read(bytes)) >= 0).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_damaged_file_is_read_without_an_exception_and_gives_no_more_than_it_holds(
        int seed
    )
    {
        var random = new Random(seed);
        var (utf16, ansi) = (
            SampleInf.Utf16(SampleInf.Network()),
            SampleInf.Ansi(SampleInf.Network())
        );
        for (var i = 0; i < 2000; i++)
        {
            var bytes = (byte[])(i % 2 == 0 ? utf16 : ansi).Clone();
            for (var flips = random.Next(1, 20); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)"\"\\;=,[]%\r\n\0"[random.Next(11)],
                    _ => bytes[random.Next(bytes.Length)],
                };
            }

            var file = InfFile.Read(bytes.AsSpan(0, random.Next(bytes.Length)));
            Assert.InRange(Digest(file), 0, bytes.Length);
        }
    }

    [Fact]
    public void Long_lines_of_one_character_take_no_longer_than_they_are()
    {
        foreach (var character in "\"\\;=,[]% a")
        {
            var file = InfFile.Read(
                Encoding.UTF8.GetBytes("[Version]\n" + new string(character, 1_000_000))
            );
            Assert.NotNull(DriverInf.Read(file));
        }
    }

    /// <summary>Asks for everything; gives the characters of all lines.</summary>
    private static int Digest(InfFile file)
    {
        Assert.NotNull(DriverInf.Read(file));
        return file
            .Sections.SelectMany(file.Section)
            .Sum(line => (line.Key?.Length ?? 0) + line.Values.Sum(value => value.Length));
    }

    private static string Write(IEnumerable<Line> lines)
    {
        var text = new StringBuilder("[section]\r\n");
        foreach (var line in lines)
        {
            var separator = line.Continued ? ", \\\r\n   " : ",";
            text.Append(line.Key).Append(" = ");
            text.AppendJoin(
                separator,
                line.Values.Select(value =>
                    $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                )
            );
            text.Append(line.Commented ? " ; said \"so, they\r\n" : "\r\n");
        }

        return text.ToString();
    }
}
