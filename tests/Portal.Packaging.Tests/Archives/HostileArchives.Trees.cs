using Portal.Packaging.Contents;

namespace Portal.Packaging.Tests.Archives;

internal static partial class HostileArchives
{
    private static IEnumerable<(string Name, byte[] Bytes, ContentRule Rule)> Trees()
    {
        (string Name, Func<TarBuilder, TarBuilder> Add, ContentRule Rule)[] trees =
        [
            ("twice", tar => tar.File("a", "1").File("a", "1"), TreeRules.Duplicate),
            ("folder twice", tar => tar.Folder("a/").Folder("a/"), TreeRules.Duplicate),
            ("A.sys and a.sys", tar => tar.File("A.sys", "1").File("a.sys", "2"), TreeRules.Alike),
            (
                "folders alike",
                tar => tar.File("Drivers/a", "1").File("drivers/b", "2"),
                TreeRules.Alike
            ),
            ("ligature", tar => tar.File("\uFB01le", "1").File("file", "2"), TreeRules.Alike),
            ("joiner", tar => tar.File("a\u200Db", "1").File("ab", "2"), TreeRules.Alike),
            ("sharp s", tar => tar.File("\u1E9E", "1").File("\u00DF", "2"), TreeRules.Alike),
            ("greek sigma", tar => tar.File("\u03A3", "1").File("\u03C2", "2"), TreeRules.Alike),
            (
                "file then folder",
                tar => tar.File("a", "1").File("a/b", "2"),
                TreeRules.FileAndFolder
            ),
            (
                "folder then file",
                tar => tar.File("a/b", "2").File("a", "1"),
                TreeRules.FileAndFolder
            ),
            (
                "link then below",
                tar => tar.File("d/x", "").Link("l", "d").File("l/y", "2"),
                TreeRules.BelowLink
            ),
            (
                "below then link",
                tar => tar.File("d/x", "").File("l/y", "2").Link("l", "d"),
                TreeRules.BelowLink
            ),
            ("link nowhere", tar => tar.Link("l", ""), TreeRules.LinkTarget),
            ("link with backslash", tar => tar.Link("l", "..\\..\\x"), TreeRules.LinkTarget),
            (
                "link through .. inside",
                tar => tar.File("d/x", "").Link("l", "d/../component.yaml"),
                TreeRules.LinkTarget
            ),
            (
                "link through a link",
                tar => tar.File("d/e/x", "").Link("m", "d").Link("l", "m/e"),
                TreeRules.LinkTarget
            ),
            (
                "link to fullwidth ..",
                tar => tar.Link("l", Fullwidth + Fullwidth + "/x"),
                TreeRules.LinkTarget
            ),
            ("link to /etc/passwd", tar => tar.Link("l", "/etc/passwd"), TreeRules.LinkOutside),
            ("link outside", tar => tar.Link("d/l", "../../x"), TreeRules.LinkOutside),
            ("link dangling", tar => tar.Link("l", "missing"), TreeRules.LinkDangling),
            ("link to itself", tar => tar.Link("l", "l"), TreeRules.LinkLoop),
            ("links in a ring", tar => tar.Link("l", "m").Link("m", "l"), TreeRules.LinkLoop),
            ("link to its folder", tar => tar.Link("d/l", "../d"), TreeRules.LinkLoop),
            ("link to the top", tar => tar.Link("d/l", ".."), TreeRules.LinkLoop),
            ("link chain", tar => Chain(tar, 12), TreeRules.LinkLoop),
        ];
        foreach (var (name, add, rule) in trees)
        {
            yield return ($"tree {name}", add(TarBuilder.WithManifest()).Build(), rule);
        }
    }

    private static TarBuilder Chain(TarBuilder tar, int length)
    {
        for (var i = 0; i < length; i++)
        {
            tar.Link($"l{i}", i + 1 < length ? $"l{i + 1}" : "component.yaml");
        }

        return tar;
    }
}
