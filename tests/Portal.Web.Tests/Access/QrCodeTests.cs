using System.Diagnostics;
using Portal.Testing;

namespace Portal.Access;

public sealed class QrCodeTests
{
    [Fact]
    public async Task A_reader_finds_the_key_in_the_picture()
    {
        using var folder = new TestFolder();
        var uri = Totp.UriOf("Guest Tools tools.example.org", "anna", Totp.NewSecret());
        await File.WriteAllBytesAsync(folder["code.png"], QrCode.ToPng(uri));

        using var reader = Process.Start(
            new ProcessStartInfo("zbarimg", ["--quiet", "--raw", folder["code.png"]])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var read = await reader.StandardOutput.ReadToEndAsync();
        await reader.WaitForExitAsync();

        Assert.Equal(uri, read.TrimEnd('\n'));
    }
}
