using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Portal.Uploads;

/// <summary>32 hexadecimal digits, made at random: the last part of an upload's URL and the name of its folder.</summary>
public readonly record struct UploadId
{
    private const int Length = 32;

    private UploadId(string text) => Text = text;

    public string Text { get; }

    public static UploadId New() =>
        new(RandomNumberGenerator.GetHexString(Length, lowercase: true));

    public static bool TryParse([NotNullWhen(true)] string? text, out UploadId id)
    {
        var good =
            text?.Length == Length
            && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
        id = good ? new(text!) : default;
        return good;
    }

    public override string ToString() => Text;
}
