using System.Text;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Tests.Archives;

internal static partial class HostileArchives
{
    private static IEnumerable<(string Name, byte[] Bytes, ContentRule Rule)> Paths()
    {
        (string Path, ContentRule Rule)[] paths =
        [
            ("cafe\u0301.txt", PathRules.Form),
            (new string('a', 120) + "/" + new string('b', 120), PathRules.Length),
            (new string('\u6F22', 86), PathRules.Length),
            (string.Join('/', Enumerable.Repeat("d", 17)), PathRules.Depth),
            ("bell\a", PathRules.Control),
            ("line\u2028break", PathRules.Control),
            ("zero\u200Bwidth", PathRules.Control),
            ("gnp\u202Eexe.txt", PathRules.Bidi),
            ("logo\uE000", PathRules.PrivateUse),
            ("new\u0378", PathRules.Unassigned),
            ("what?", PathRules.Character),
            ("what\uFF1F", PathRules.Character),
            ("a:b", PathRules.Character),
            ("..\\evil", PathRules.Backslash),
            ("/etc/passwd", PathRules.Absolute),
            ("a//b", PathRules.EmptySegment),
            ("../evil", PathRules.DotSegment),
            ("a/./b", PathRules.DotSegment),
            (Fullwidth + Fullwidth + "/evil", PathRules.DotSegment),
            (".\u200D./evil", PathRules.DotSegment),
            ("CON", PathRules.ReservedName),
            ("a/nul.tar.gz", PathRules.ReservedName),
            ("com\u00B9", PathRules.ReservedName),
            ("lpt1 .txt", PathRules.ReservedName),
            ("\uFF23\uFF2F\uFF2E.sys", PathRules.ReservedName),
            ("-rf", PathRules.Beginning),
            ("~root", PathRules.Beginning),
            (" a", PathRules.Beginning),
            ("\u3000a", PathRules.Beginning),
            ("a.", PathRules.Ending),
            ("a ", PathRules.Ending),
            ("a\u2026", PathRules.Ending),
        ];
        foreach (var (path, rule) in paths)
        {
            var shown = string.Concat(
                path.Take(30).Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"%{(int)c:X}")
            );
            yield return (
                $"tar path {shown}",
                TarBuilder.WithManifest().Pax('x', $"path={path}").File("p", "x").Build(),
                rule
            );
            yield return (
                $"zip path {shown}",
                ZipBuilder.WithManifest().File(path, "x").Build(),
                rule
            );
        }

        yield return (
            "tar name in Latin 1",
            TarBuilder.WithManifest().Entry('0', Encoding.Latin1.GetBytes("café"), []).Build(),
            PathRules.Utf8
        );
        yield return (
            "zip name in Latin 1",
            ZipBuilder
                .WithManifest()
                .Add(
                    new ZipPart("x", []).With(part => part.Name = Encoding.Latin1.GetBytes("café"))
                )
                .Build(),
            PathRules.Utf8
        );
    }
}
