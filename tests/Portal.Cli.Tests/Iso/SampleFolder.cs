using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Iso;

/// <summary>A folder with one of everything, and images of it.</summary>
internal static class SampleFolder
{
    public static string Put(GtpRun gtp, string name = "tree")
    {
        gtp.Put($"{name}/docs/readme.txt", "read me\n");
        gtp.Put($"{name}/docs/copy.txt", "read me\n");
        gtp.Put($"{name}/drivers/x64/net.sys", new string('n', 70_000));
        gtp.Put($"{name}/drivers/Größe 漢字.inf", "unicode\n");
        gtp.Put($"{name}/empty.txt", "");
        var script = gtp.Put($"{name}/install.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(Path.Combine(gtp.Folder, name, "empty"));
        File.CreateSymbolicLink(
            Path.Combine(gtp.Folder, name, "docs", "link"),
            "../drivers/x64/net.sys"
        );
        return Path.Combine(gtp.Folder, name);
    }

    /// <summary>An image of the sample folder; gives its path.</summary>
    public static async Task<string> BuildAsync(GtpRun gtp, string name = "image.iso")
    {
        var image = Path.Combine(gtp.Folder, name);
        var answer = await gtp.RunAsync("iso", "build", Put(gtp), "-o", image);
        Assert.True(answer.ExitCode == 0, answer.Error);
        return image;
    }
}
