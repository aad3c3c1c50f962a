using System.Diagnostics;
using System.Globalization;
using System.Text;
using Portal.Packaging.Contents.Unicode;

namespace Portal.Packaging.Tests.Contents;

/// <summary>Python's unicodedata is the oracle; normal forms of a character never change once it is assigned.</summary>
public sealed class NormalizationTests
{
    // Line by line: the input, its form C, its form KC, each as hexadecimal code points.
    private const string Oracle = """
        import random, sys, unicodedata
        def line(s):
            forms = [s, unicodedata.normalize('NFC', s), unicodedata.normalize('NFKC', s)]
            print(';'.join(' '.join('%X' % ord(c) for c in f) for f in forms))
        good = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) not in ('Cn', 'Cs', 'Co')]
        for c in good:
            if not 0x3400 < ord(c) < 0xA000 and not 0x17000 < ord(c) < 0x18D00 and not 0x20000 <= ord(c) < 0x2F800:
                line(c)
        random.seed(1)
        marks = [c for c in good if unicodedata.combining(c)]
        odd = [c for c in good if unicodedata.decomposition(c) or 0x1100 <= ord(c) < 0x1200]
        for _ in range(40000):
            pools = random.choices((marks, odd, good), (5, 4, 1), k=random.randint(2, 8))
            line(''.join(map(random.choice, pools)))
        """;

    [Fact]
    public void Normal_forms_are_those_of_an_independent_implementation()
    {
        var start = new ProcessStartInfo("python3")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Oracle);
        using var python = Process.Start(start)!;
        var count = 0;
        while (python.StandardOutput.ReadLine() is { } line)
        {
            var forms = line.Split(';').Select(FromCodePoints).ToArray();
            Assert.True(Normalization.FormC(forms[0]) == forms[1], $"form C of {line}");
            Assert.True(Normalization.FormKC(forms[0]) == forms[2], $"form KC of {line}");
            count++;
        }

        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);
        Assert.True(count > 80_000, $"{count} lines");
    }

    [Theory]
    [InlineData("ÀÉ Straße", "àé straße")]
    [InlineData("ΣΑΣ ς", "σασ σ")]
    [InlineData("\U00010400", "\U00010428")]
    [InlineData("İı", "İı")]
    [InlineData("plain ASCII", "plain ascii")]
    public void Case_folds_character_by_character(string text, string folded) =>
        Assert.Equal(folded, Normalization.Fold(text));

    [Theory]
    [InlineData(0x41, CharacterClass.Plain)]
    [InlineData(0x4E2D, CharacterClass.Plain)]
    [InlineData(0x1F600, CharacterClass.Plain)]
    [InlineData(0x200D, CharacterClass.Ignorable)]
    [InlineData(0xFE0F, CharacterClass.Ignorable)]
    [InlineData(0x7F, CharacterClass.Control)]
    [InlineData(0xFEFF, CharacterClass.Control)]
    [InlineData(0x3164, CharacterClass.Control)]
    [InlineData(0x2066, CharacterClass.Bidi)]
    [InlineData(0x10FFFD, CharacterClass.Private)]
    [InlineData(0xFFFE, CharacterClass.Unassigned)]
    [InlineData(0xD800, CharacterClass.Unassigned)]
    [InlineData(0x10FFFF, CharacterClass.Unassigned)]
    public void Characters_have_their_class(int codePoint, object expected) =>
        Assert.Equal(expected, UnicodeTable.Instance.ClassOf(codePoint));

    private static string FromCodePoints(string hex)
    {
        var text = new StringBuilder();
        foreach (var code in hex.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(
                char.ConvertFromUtf32(
                    int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                )
            );
        }

        return text.ToString();
    }
}
