namespace Portal.Iso9660.Naming;

/// <summary>A name at its last dot. A leading dot begins a stem, not an extension.</summary>
internal readonly record struct SplitName(string Stem, string Extension)
{
    /// <summary>Beyond this an "extension" gives way to the stem when both do not fit.</summary>
    private const int KeptExtension = 12;

    public static SplitName At(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot <= 0 ? new SplitName(name, "") : new SplitName(name[..dot], name[(dot + 1)..]);
    }

    /// <summary>Stem, suffix and extension in at most <paramref name="limit"/> units: the extension stays, the stem is cut.</summary>
    public string Fit(int limit, string suffix)
    {
        var extension = Extension;
        if (Length(Stem, suffix, extension) > limit)
        {
            extension = Cut(extension, KeptExtension);
        }

        var stem = Cut(Stem, Math.Max(1, limit - Length("", suffix, extension)));
        return extension.Length == 0 ? stem + suffix : $"{stem}{suffix}.{extension}";
    }

    private static int Length(string stem, string suffix, string extension) =>
        stem.Length + suffix.Length + (extension.Length == 0 ? 0 : extension.Length + 1);

    /// <summary>Never leaves half of a surrogate pair, nor a trailing dot or space, which some readers strip.</summary>
    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]
            .TrimEnd('.', ' ');
    }
}
