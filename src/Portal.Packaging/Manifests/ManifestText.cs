using System.Text;

namespace Portal.Packaging.Manifests;

/// <summary>The bytes of a manifest as text.</summary>
internal static class ManifestText
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Null, with a finding, when the bytes are not UTF-8 text.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, ManifestFindings findings)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes[..Math.Min(bytes.Length, e.Index)].Count((byte)'\n');
            findings.Add(
                "manifest.encoding",
                line,
                "The manifest is not UTF-8.",
                "Save it as UTF-8."
            );
            return null;
        }

        var control = IndexOfControl(text);
        if (control >= 0)
        {
            findings.Add(
                "manifest.control-character",
                1 + text.AsSpan(0, control).Count('\n'),
                $"The manifest has the control character U+{(int)text[control]:X4}."
            );
            return null;
        }

        return text;
    }

    // U+0085 to U+2029 would be line ends to some readers of YAML and not to others.
    private static int IndexOfControl(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (
                (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r'))
                || text[i] is '\u2028' or '\u2029' or '\ufeff'
            )
            {
                return i;
            }
        }

        return -1;
    }
}
