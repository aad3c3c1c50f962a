using System.Text;

namespace Portal.EndToEnd;

/// <summary>A small disc in the layout of virtio-win, made as virtio-win is made.</summary>
internal static class DriverDisc
{
    /// <summary>Writes the disc and gives its path.</summary>
    public static async Task<string> MakeAsync(string iso)
    {
        var root = Directory.CreateTempSubdirectory("driver-disc-").FullName;
        try
        {
            foreach (
                var (driver, deviceClass) in new[] { ("NetKVM", "Net"), ("viostor", "SCSIAdapter") }
            )
            {
                foreach (var windows in new[] { "w10", "2k22" })
                {
                    var name = driver.ToLowerInvariant();
                    await PutAsync(
                        root,
                        $"{driver}/{windows}/amd64/{name}.inf",
                        Encoding.Unicode,
                        $"[Version]\r\nClass = {deviceClass}\r\nProvider = Test\r\nDriverVer = 08/13/2024,100.101.104.27100\r\n"
                    );
                    await PutAsync(
                        root,
                        $"{driver}/{windows}/amd64/{name}.sys",
                        Encoding.UTF8,
                        $"{name} for {windows}"
                    );
                }
            }

            await PutAsync(root, "guest-agent/qemu-ga-x86_64.msi", Encoding.UTF8, "an agent");
            await PutAsync(root, "virtio-win_license.txt", Encoding.UTF8, "Do as you like.\n");
            await Tool.RunAsync(
                "genisoimage",
                "-quiet",
                "-r",
                "-iso-level",
                "4",
                "-V",
                Path.GetFileNameWithoutExtension(iso),
                "-o",
                iso,
                root
            );
            return iso;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task PutAsync(string root, string path, Encoding encoding, string text)
    {
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await File.WriteAllTextAsync(full, text, encoding);
    }
}
