using FsCheck;
using FsCheck.Fluent;
using Portal.Trust.OpenPgp;

namespace Portal.Trust.Tests.OpenPgp;

public sealed class ArmorTests
{
    [Fact]
    public void What_is_armored_can_be_read_again() =>
        Prop.ForAll<byte[]>(data =>
                data.Length == 0
                || (
                    Armor.TryDecode(
                        Armor.Signature,
                        Armor.Encode(Armor.Signature, data),
                        out var read
                    ) && read.AsSpan().SequenceEqual(data)
                )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Gpg_reads_our_armor()
    {
        using var folder = new TemporaryFolder();
        var data = Enumerable.Range(0, 1000).Select(i => (byte)(i * 7)).ToArray();
        File.WriteAllText(folder.At("in.asc"), Armor.Encode(Armor.PublicKeyBlock, data));

        var run = Tool.Run(folder.Path, "gpg", "--batch", "--output", "out", "--dearmor", "in.asc");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(data, File.ReadAllBytes(folder.At("out")));
    }

    [Fact]
    public void Blocks_are_joined_and_text_around_them_is_skipped()
    {
        var text =
            "Key of 2024\n"
            + Armor.Encode(Armor.PublicKeyBlock, [1, 2])
            + "\nKey of 2026\n"
            + Armor.Encode(Armor.PublicKeyBlock, [3]);

        Assert.True(
            Armor.TryDecode(Armor.PublicKeyBlock, text.ReplaceLineEndings("\r\n"), out var data)
        );
        Assert.Equal([1, 2, 3], data);
    }

    [Fact]
    public void A_block_that_is_cut_off_altered_or_of_another_kind_is_refused()
    {
        var text = Armor.Encode(Armor.Signature, [1, 2, 3, 4, 5, 6]);

        Assert.False(Armor.TryDecode(Armor.PublicKeyBlock, text, out _));
        Assert.False(Armor.TryDecode(Armor.Signature, text[..^10], out _));
        Assert.False(
            Armor.TryDecode(
                Armor.Signature,
                text.Replace("AQID", "AQIE", StringComparison.Ordinal),
                out _
            )
        );
        Assert.False(
            Armor.TryDecode(
                Armor.Signature,
                text.Replace("AQID", "A!ID", StringComparison.Ordinal),
                out _
            )
        );
        Assert.False(Armor.TryDecode(Armor.Signature, "", out _));
    }
}
