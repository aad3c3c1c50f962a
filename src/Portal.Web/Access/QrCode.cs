using QRCoder;

namespace Portal.Access;

/// <summary>A QR code as a picture in the page itself: the secret in it has no address of its own.</summary>
internal static class QrCode
{
    private const int PixelsPerModule = 5;

    /// <summary>PNG, black on white with its quiet zone, whatever the theme: cameras want it so.</summary>
    public static byte[] ToPng(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        return png.GetGraphic(PixelsPerModule);
    }

    public static string ToDataUri(string text) =>
        $"data:image/png;base64,{Convert.ToBase64String(ToPng(text))}";
}
