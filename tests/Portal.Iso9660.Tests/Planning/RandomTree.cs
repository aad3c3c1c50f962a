using FsCheck;
using FsCheck.Fluent;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Planning;

internal enum ItemKind
{
    File,
    Executable,
    Directory,
    Symlink,
}

internal sealed record Item(string Path, ItemKind Kind, int Size, string Target);

/// <summary>Trees with the names, sizes and depths that change how an image is written.</summary>
internal static class RandomTree
{
    private static readonly Gen<string> Unit = Gen.Elements(
        "a",
        "b",
        "A",
        "B",
        "z",
        "0",
        "9",
        ".",
        " ",
        "-",
        "_",
        "é",
        "É",
        "漢",
        "😀",
        "*",
        ":",
        ";",
        "?",
        "\\",
        "\t",
        "ß"
    );

    private static readonly Gen<int> Length = Gen.Frequency(
        (8, Gen.Choose(1, 12)),
        (2, Gen.Choose(25, 40)),
        (1, Gen.Choose(98, 112)),
        (1, Gen.Choose(180, 253))
    );

    private static readonly Gen<string> Name =
        from length in Length
        from units in Gen.ArrayOf(Unit, length)
        select ToName(units);

    private static readonly Gen<string> Folder = Gen.Elements(
        "",
        "d/",
        "D/",
        "d/e/",
        "d/e/f/g/h/",
        "Long folder name.d/"
    );

    private static readonly Gen<Item> AnyItem =
        from folder in Folder
        from name in Name
        from kind in Gen.Frequency(
            (6, Gen.Constant(ItemKind.File)),
            (1, Gen.Constant(ItemKind.Executable)),
            (1, Gen.Constant(ItemKind.Directory)),
            (2, Gen.Constant(ItemKind.Symlink))
        )
        from size in Gen.Frequency(
            (2, Gen.Elements(0, 1, 2047, 2048, 2049)),
            (3, Gen.Choose(0, 9000))
        )
        from components in Gen.NonEmptyListOf(Gen.OneOf(Name, Gen.Elements(".", "..")))
        from absolute in Gen.Elements("", "/")
        select new Item(folder + name, kind, size, absolute + string.Join('/', components));

    /// <summary>Items that fit together: what conflicts with an earlier one is left out.</summary>
    public static readonly Gen<Item[]> Items = Gen.ArrayOf(AnyItem).Select(Fitting);

    public static TestImage ToImage(IEnumerable<Item> items)
    {
        var image = new TestImage();
        foreach (var item in items)
        {
            _ = item.Kind switch
            {
                ItemKind.Directory => image.Directory(item.Path),
                ItemKind.Symlink => image.Symlink(item.Path, item.Target),
                _ => image.File(item.Path, BytesOf(item), item.Kind == ItemKind.Executable),
            };
        }

        return image;
    }

    /// <summary>The same size gives the same bytes, so that contents repeat.</summary>
    public static byte[] BytesOf(Item item) => TestImage.Noise(item.Size, item.Size);

    private static Item[] Fitting(Item[] items)
    {
        var tree = new IsoTreeBuilder();
        return Array.FindAll(
            items,
            item =>
            {
                try
                {
                    _ = item.Kind switch
                    {
                        ItemKind.Directory => tree.AddDirectory(item.Path),
                        ItemKind.Symlink => tree.AddSymlink(item.Path, item.Target),
                        _ => tree.AddFile(item.Path, item.Size, $"{item.Size}"),
                    };
                    return true;
                }
                catch (IsoException exception)
                    when (exception.Rule
                            is "iso.path.duplicate"
                                or "iso.path.conflict"
                                or "iso.symlink.too-long"
                    )
                {
                    return false;
                }
            }
        );
    }

    /// <summary>At most 253 bytes of UTF-8, and neither "." nor "..".</summary>
    private static string ToName(string[] units)
    {
        var name = "";
        var bytes = 0;
        foreach (var unit in units)
        {
            bytes += System.Text.Encoding.UTF8.GetByteCount(unit);
            if (bytes > 253)
            {
                break;
            }

            name += unit;
        }

        return name is "." or ".." ? "dots" : name;
    }
}
