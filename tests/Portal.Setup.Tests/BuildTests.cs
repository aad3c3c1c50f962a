using System.Diagnostics;
using System.Security.Cryptography;

namespace Portal.Setup.Tests;

/// <summary>setup.exe has the same bytes wherever and however it is built, so that the installers have one identity.</summary>
[Trait("Speed", "Slow")]
public sealed class BuildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gtp-setup-build-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Built_elsewhere_as_something_else_it_is_the_same_file()
    {
        var repository = Guest.Setting("Repository");
        foreach (var file in Directory.EnumerateFiles(repository))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        Copy(repository, "src/Portal.Setup");
        Copy(repository, "src/Portal.Installer");
        // As a reader of the installers has it built: whatever its own command line says.
        var project = Path.Combine(_folder, "src/Reader/Reader.csproj");
        Directory.CreateDirectory(Path.GetDirectoryName(project)!);
        await File.WriteAllTextAsync(
            project,
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="../Portal.Installer/Installer.targets" />
            </Project>
            """
        );

        await RunAsync(
            "publish",
            project,
            "-c",
            "Debug",
            "-o",
            Path.Combine(_folder, "out"),
            "-p:Version=9.9.9",
            "-p:RunAnalyzers=false",
            "-v",
            "q"
        );

        Assert.Equal(
            SumsOf(Path.Combine(AppContext.BaseDirectory, "installer")),
            SumsOf(Path.Combine(_folder, "out/installer"))
        );
        var program = await File.ReadAllBytesAsync(
            Path.Combine(_folder, "out/installer/disc/setup.exe")
        );
        Assert.Equal(-1, program.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(_folder)));
    }

    private void Copy(string repository, string folder)
    {
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(repository, folder),
                "*",
                SearchOption.AllDirectories
            )
        )
        {
            var path = Path.GetRelativePath(repository, file);
            if (
                path.Contains("/bin/", StringComparison.Ordinal)
                || path.Contains("/obj/", StringComparison.Ordinal)
            )
            {
                continue;
            }

            var copy = Path.Combine(_folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static SortedDictionary<string, string> SumsOf(string folder)
    {
        var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            sums[Path.GetRelativePath(folder, file)] = Convert.ToHexStringLower(
                SHA256.HashData(File.ReadAllBytes(file))
            );
        }

        Assert.Contains("disc/setup.exe", sums.Keys);
        return sums;
    }

    private async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        // The test host's own settings are not those of a build.
        foreach (
            var name in start
                .Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.Ordinal))
                .ToList()
        )
        {
            start.Environment.Remove(name);
        }

        // No compiler stays behind.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
    }
}
