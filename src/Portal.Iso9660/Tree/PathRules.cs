using System.Text;

namespace Portal.Iso9660.Tree;

/// <summary>Which paths and link targets every reader of Rock Ridge understands alike; the rest is refused here, once.</summary>
internal static class PathRules
{
    /// <summary>Linux drops a whole NM piece when a name reaches 254 bytes, after which two long names can collide.</summary>
    public const int MaxNameBytes = 253;

    /// <summary>
    /// ECMA-119 6.8.2.1 allows 8 levels with the root; 12 below the root are read everywhere, and relocation
    /// (RR_MOVED), the older answer, is not.
    /// </summary>
    public const int MaxDirectoryDepth = 12;

    /// <summary>PATH_MAX less its NUL: the longest target Linux returns.</summary>
    public const int MaxTargetBytes = 4095;

    /// <summary>NAME_MAX: no file system resolves a longer component of a target.</summary>
    public const int MaxTargetComponentBytes = 255;

    /// <summary>The longest target for which libisofs and isoinfo have room.</summary>
    public const int PortableTargetBytes = 1023;

    private static readonly UTF8Encoding Utf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Splits a relative path with <c>/</c> between its segments and gives each segment as UTF-8.</summary>
    public static (string Name, byte[] Bytes)[] Split(string path)
    {
        var segments = path.Split('/');
        var result = new (string, byte[])[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            result[i] = (segments[i], CheckName(segments[i], path));
        }

        return result;
    }

    public static void CheckDepth(int directoryDepth, string path)
    {
        if (directoryDepth > MaxDirectoryDepth)
        {
            throw new IsoException(
                "iso.depth",
                path,
                $"lies in {directoryDepth} nested directories; {MaxDirectoryDepth} are allowed."
            );
        }
    }

    public static void CheckTarget(string target, string path)
    {
        if (target.Length == 0 || target.Contains('\0', StringComparison.Ordinal))
        {
            throw new IsoException(
                "iso.symlink.target",
                path,
                "the link's target is empty or contains NUL."
            );
        }

        if (Encode(target, path).Length > MaxTargetBytes)
        {
            throw new IsoException(
                "iso.symlink.too-long",
                path,
                $"the link's target is longer than {MaxTargetBytes} bytes."
            );
        }

        foreach (var component in target.Split('/'))
        {
            if (Utf8.GetByteCount(component) > MaxTargetComponentBytes)
            {
                throw new IsoException(
                    "iso.symlink.too-long",
                    path,
                    $"a component of the link's target is longer than {MaxTargetComponentBytes} bytes."
                );
            }
        }
    }

    /// <summary>A target is stored component by component (RRIP 4.1.3): "a//b" and "a/" have no form of their own.</summary>
    public static bool HasSpareSlashes(string target) =>
        target.Length > 1
        && (target.EndsWith('/') || target.Contains("//", StringComparison.Ordinal));

    private static byte[] CheckName(string name, string path)
    {
        if (
            name.Length == 0
            || name is "." or ".."
            || name.Contains('\0', StringComparison.Ordinal)
        )
        {
            throw new IsoException(
                "iso.name.invalid",
                path,
                "every segment of a path must be a name other than '.' and '..', without NUL."
            );
        }

        var bytes = Encode(name, path);
        return bytes.Length <= MaxNameBytes
            ? bytes
            : throw new IsoException(
                "iso.name.too-long",
                path,
                $"a name of {bytes.Length} bytes; Rock Ridge readers take up to {MaxNameBytes}."
            );
    }

    private static byte[] Encode(string text, string path)
    {
        try
        {
            return Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new IsoException(
                "iso.name.encoding",
                path,
                "contains half of a surrogate pair.",
                exception
            );
        }
    }
}
