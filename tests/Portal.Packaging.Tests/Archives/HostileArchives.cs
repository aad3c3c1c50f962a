using Portal.Packaging.Contents;

namespace Portal.Packaging.Tests.Archives;

/// <summary>An archive for each way in which one can be wrong, with the rule that it breaks.</summary>
internal static partial class HostileArchives
{
    private const string Fullwidth = "\uFF0E";

    public static IReadOnlyDictionary<string, (byte[] Bytes, ContentRule Rule)> All { get; } =
        Paths()
            .Concat(Trees())
            .Concat(Tars())
            .Concat(Gzips())
            .Concat(Zips())
            .ToDictionary(hostile => hostile.Name, hostile => (hostile.Bytes, hostile.Rule));
}
