using Portal.Packaging.Archives.Tar;

namespace Portal.Packaging.Archives;

/// <summary>Tells archives by their first bytes.</summary>
internal static class ArchiveKinds
{
    /// <summary>Which accepted kind it is.</summary>
    /// <exception cref="ArchiveDefect">It is none; the finding names what it is when it is known.</exception>
    public static async Task<ArchiveKind> TellAsync(
        Stream archive,
        CancellationToken cancellationToken
    )
    {
        var block = new byte[TarHeader.BlockSize];
        var count = await archive
            .ReadAtLeastAsync(block, block.Length, false, cancellationToken)
            .ConfigureAwait(false);
        var head = block.AsSpan(0, count);
        return head switch
        {
            [0x1F, 0x8B, ..] => ArchiveKind.TarGzip,
            [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => ArchiveKind.Zip,
            _ when TarHeader.HasMagic(head) => ArchiveKind.Tar,
            _ => throw new ArchiveDefect(ArchiveRules.Kind, $"This is {Describe(head)}."),
        };
    }

    private static string Describe(ReadOnlySpan<byte> head) =>
        head switch
        {
            [] => "an empty file",
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] =>
                "compressed by xz, which is not accepted",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "compressed by zstd, which is not accepted",
            [(byte)'B', (byte)'Z', (byte)'h', ..] => "compressed by bzip2, which is not accepted",
            [(byte)'L', (byte)'Z', (byte)'I', (byte)'P', ..] =>
                "compressed by lzip, which is not accepted",
            [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] => "a 7z archive, which is not accepted",
            [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] =>
                "a RAR archive, which is not accepted",
            [(byte)'!', (byte)'<', (byte)'a', (byte)'r', (byte)'c', (byte)'h', (byte)'>', ..] =>
                "an ar archive or a Debian package, not a folder of files",
            [0xED, 0xAB, 0xEE, 0xDB, ..] => "an RPM package, not a folder of files",
            [(byte)'M', (byte)'Z', ..] => "a Windows program, not an archive",
            [(byte)'P', (byte)'K', ..] => "a part of a split zip",
            _ => "no archive that is known here",
        };
}
