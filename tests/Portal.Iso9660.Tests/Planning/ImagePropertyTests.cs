using FsCheck;
using FsCheck.Fluent;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Planning;

public sealed class ImagePropertyTests
{
    private static readonly Config Quick = Config
        .QuickThrowOnFailure.WithMaxTest(60)
        .WithEndSize(60);

    [Fact]
    public void Any_tree_comes_back_whole_through_Rock_Ridge() =>
        Check(items =>
        {
            var entries = Read(items, IsoNamespace.RockRidge, out var reader);
            var expected = WithParents(items);
            Assert.Equal(
                expected.Keys,
                entries.Select(entry => entry.Path).Order(StringComparer.Ordinal)
            );
            foreach (var entry in entries)
            {
                var item = expected[entry.Path];
                Assert.Equal(item is null ? IsoEntryKind.Directory : KindOf(item), entry.Kind);
                Assert.Equal(item?.Kind == ItemKind.Symlink ? item.Target : null, entry.LinkTarget);
                if (entry.Kind == IsoEntryKind.File)
                {
                    Assert.Equal(RandomTree.BytesOf(item!), Bytes(reader, entry));
                    Assert.Equal(item!.Kind == ItemKind.Executable, (entry.Mode & 0x49) != 0);
                }
            }
        });

    [Fact]
    public void Any_tree_comes_back_in_shape_through_Joliet() =>
        Check(items =>
        {
            var entries = Read(items, IsoNamespace.Joliet, out var reader);
            var shown = WithParents(items)
                .Where(pair => pair.Value?.Kind != ItemKind.Symlink)
                .ToArray();
            Assert.Equal(
                shown.Select(pair => Shape(pair.Key, pair.Value)).Order(StringComparer.Ordinal),
                entries.Select(entry => Shape(reader, entry)).Order(StringComparer.Ordinal)
            );

            // Nothing that could keep its name has lost it.
            var changed = RandomTree
                .ToImage(items)
                .Plan()
                .Remarks.Select(remark => remark.Path)
                .ToArray();
            var paths = entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
            Assert.All(
                shown.Where(pair =>
                    !Array.Exists(
                        changed,
                        path => $"{pair.Key}/".StartsWith($"{path}/", StringComparison.Ordinal)
                    )
                ),
                pair => Assert.Contains(pair.Key, paths)
            );
            Assert.Equal(paths.Count, paths.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        });

    [Fact]
    public void Any_tree_comes_back_in_shape_through_bare_ISO_names() =>
        Check(items =>
        {
            var entries = Read(items, IsoNamespace.Primary, out var reader);
            Assert.Equal(
                WithParents(items)
                    .Select(pair => Shape(pair.Key, pair.Value))
                    .Order(StringComparer.Ordinal),
                entries.Select(entry => Shape(reader, entry)).Order(StringComparer.Ordinal)
            );
            Assert.All(entries, entry => Assert.Matches(@"\A[A-Z0-9_./]+\z", entry.Path));
        });

    [Fact]
    public void The_verifier_has_nothing_to_say_of_any_tree() =>
        Check(items =>
            Assert.Empty(IsoVerifier.Verify(new MemoryStream(RandomTree.ToImage(items).Write())))
        );

    [Fact]
    public void The_order_of_adding_never_shows() =>
        Check(items =>
        {
            var shuffled = items.ToArray();
            new Random(items.Length).Shuffle(shuffled);
            Assert.Equal(RandomTree.ToImage(items).Write(), RandomTree.ToImage(shuffled).Write());
            Assert.Equal(
                RandomTree.ToImage(items).Plan().Remarks,
                RandomTree.ToImage(shuffled).Plan().Remarks
            );
        });

    private static void Check(Action<Item[]> property) =>
        FsCheck.Check.One(Quick, Prop.ForAll(Arb.From(RandomTree.Items), property));

    private static IReadOnlyList<IsoEntry> Read(
        Item[] items,
        IsoNamespace names,
        out IsoReader reader
    )
    {
        var image = new MemoryStream(RandomTree.ToImage(items).Write());
        reader = IsoReader.Open(image, new IsoReadOptions { Namespace = names });
        return reader.Entries;
    }

    /// <summary>Every path of the tree, sorted; null for directories that are only implied.</summary>
    private static SortedDictionary<string, Item?> WithParents(Item[] items)
    {
        var all = new SortedDictionary<string, Item?>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            for (
                var slash = item.Path.IndexOf('/');
                slash >= 0;
                slash = item.Path.IndexOf('/', slash + 1)
            )
            {
                all.TryAdd(item.Path[..slash], null);
            }

            all[item.Path] = item;
        }

        return all;
    }

    private static IsoEntryKind KindOf(Item item) =>
        item.Kind switch
        {
            ItemKind.Directory => IsoEntryKind.Directory,
            ItemKind.Symlink => IsoEntryKind.Symlink,
            _ => IsoEntryKind.File,
        };

    /// <summary>Depth and content: what is left when names change. A link is an empty file to bare ISO 9660.</summary>
    private static string Shape(string path, Item? item) =>
        Shape(
            path,
            item?.Kind switch
            {
                null or ItemKind.Directory => null,
                ItemKind.Symlink => [],
                _ => RandomTree.BytesOf(item),
            }
        );

    private static string Shape(IsoReader reader, IsoEntry entry) =>
        Shape(entry.Path, entry.Kind == IsoEntryKind.Directory ? null : Bytes(reader, entry));

    private static string Shape(string path, byte[]? bytes) =>
        $"{path.Count(c => c == '/')} {(bytes is null ? "directory" : Convert.ToHexString(bytes))}";

    private static byte[] Bytes(IsoReader reader, IsoEntry entry)
    {
        using var file = reader.OpenFile(entry);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
