namespace Portal.Iso9660.Tests.Oracles;

/// <summary>Compares trees, and shows only what differs.</summary>
internal static class Compare
{
    public static void Same(
        IEnumerable<KeyValuePair<string, string>> expected,
        IReadOnlyDictionary<string, string> seen
    )
    {
        var wanted = expected.ToDictionary(StringComparer.Ordinal);
        var missing = wanted.Where(entry => seen.GetValueOrDefault(entry.Key) != entry.Value);
        var extra = seen.Where(entry => wanted.GetValueOrDefault(entry.Key) != entry.Value);

        Assert.Equal(missing.Select(Short), extra.Select(Short));
        Assert.Equal(wanted.Count, seen.Count);
    }

    private static string Short(KeyValuePair<string, string> entry) =>
        $"{entry.Key}: {entry.Value[..Math.Min(entry.Value.Length, 60)]}";
}
