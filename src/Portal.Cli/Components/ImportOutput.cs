using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Packaging.Manifests;

namespace Portal.Cli.Components;

/// <summary>Writes imported components as folders.</summary>
internal sealed class ImportOutput(IsoReader disc, string label, string license, bool replace)
{
    /// <summary>Where the license texts of the disc lie in each component.</summary>
    public const string LicenseFolder = "licenses/";

    /// <summary>One component below a folder; it is there complete or not at all. Gives its path.</summary>
    public async Task<string> WriteAsync(
        string folder,
        ImportedComponent component,
        IReadOnlyList<IsoEntry> licenses,
        CancellationToken cancellationToken
    )
    {
        var target = Path.Join(folder, component.Name);
        if (Path.Exists(target) && !replace)
        {
            throw new CommandException(
                ExitCodes.Conflict,
                "cli.import.exists",
                $"{target} is there already. Give another folder by --out, or --force to replace it."
            );
        }

        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(part);
            foreach (var (path, source) in component.Files)
            {
                await CopyAsync(source, Path.Join(part, path), cancellationToken);
            }

            foreach (var text in licenses)
            {
                await CopyAsync(
                    text,
                    Path.Join(part, LicenseFolder + text.Path),
                    cancellationToken
                );
            }

            await File.WriteAllTextAsync(
                Path.Join(part, ComponentManifest.FileName),
                ImportManifest.Write(
                    component,
                    label,
                    license,
                    [.. licenses.Select(text => LicenseFolder + text.Path)]
                ),
                cancellationToken
            );
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            Directory.Move(part, target);
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }

        return target;
    }

    private async Task CopyAsync(IsoEntry source, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var from = disc.OpenFile(source);
        await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await from.CopyToAsync(to, cancellationToken);
    }
}
