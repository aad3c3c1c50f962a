using System.Security.Cryptography;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Oracles;

/// <summary>Images that a kernel is to mount.</summary>
internal static class KernelTree
{
    /// <summary>The longest that Linux returns: 4095 bytes.</summary>
    public const string LongLink = "to-4095";

    /// <summary>Names, depths and directory sizes at which readers differ.</summary>
    public static TestImage Build()
    {
        var image = TestImage
            .WithOddNames()
            .File("1/2/3/4/5/6/7/8/9/10/11/12/deepest.txt", "twelve levels down")
            .File("version;1", "a version that is none")
            .File("back\\slash", "not a separator")
            .File("new\nline", "two lines")
            .File("tab\tand  spaces ", "white")
            .File("UPPER.TXT", "UPPER.TXT")
            .File("upper.txt", "upper.txt")
            .File("Upper.txt", "Upper.txt")
            .File(new string('x', 253), "the longest name")
            .File(new string('y', 252) + "1", "cut alike 1")
            .File(new string('y', 252) + "2", "cut alike 2")
            .File(string.Concat(Enumerable.Repeat("漢", 84)), "84 of three bytes")
            .File(new string('j', 103), "103")
            .File(new string('k', 104), "104")
            .File($"{new string('f', 253)}/{new string('g', 252)}/file", "in folders of long names")
            .Directory($"{new string('f', 253)}/{new string('h', 253)}")
            .Symlink("to-itself", "to-itself")
            .Symlink("to-nothing", "no/such/./thing/..")
            .Symlink("to-255", new string('t', 255))
            .Symlink(LongLink, string.Join('/', Enumerable.Repeat(new string('t', 255), 16)));
        for (var i = 0; i < 120; i++)
        {
            image.File($"many/file number {i:000} with a long name.dat", $"number {i}");
        }

        return image;
    }

    /// <summary>Writes a sparse image with one file of zeros, and other bytes in those blocks that are compared.</summary>
    public static void WriteLarge(string path, long length)
    {
        var tree = new IsoTreeBuilder().AddFile("large.bin", length, "large").Build();
        var layout = IsoLayout.Plan(tree, new IsoProfile("LARGE", TestImage.Epoch));
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        stream.Write(layout.Head.Span);
        stream.SetLength(layout.Length);
        foreach (var block in MountedEntry.Samples(length))
        {
            var at = block * MountedEntry.Block;
            stream.Position = layout.Extents[0].Offset + at;
            stream.Write(
                TestImage.Noise((int)Math.Min(MountedEntry.Block, length - at), (int)block)
            );
        }
    }

    /// <summary>What the guest's script gives for a file of an image.</summary>
    public static string HashOf(IsoReader reader, IsoEntry entry)
    {
        using var file = reader.OpenFile(entry);
        if (entry.Length < MountedEntry.LargeFile)
        {
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in MountedEntry.Samples(entry.Length))
        {
            file.Position = block * MountedEntry.Block;
            var bytes = new byte[Math.Min(MountedEntry.Block, entry.Length - file.Position)];
            file.ReadExactly(bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
