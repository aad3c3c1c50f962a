using Portal.Cli.Shell;
using Portal.Packaging.Archives;
using Portal.Packaging.Linting;
using Portal.Protocol.Problems;

namespace Portal.Cli.Components;

/// <summary>A component on this machine: a folder, or an archive of one.</summary>
internal sealed record ComponentInput(string Path, bool IsDirectory)
{
    public static ComponentInput Open(string path)
    {
        if (Directory.Exists(path))
        {
            return new ComponentInput(path, true);
        }

        return File.Exists(path)
            ? new ComponentInput(path, false)
            : throw CommandException.Usage($"There is no folder or file '{path}'.");
    }

    /// <summary>Says what the portal would say, and hands the files of an archive to the sink.</summary>
    public async Task<CheckedComponent> CheckAsync(
        CancellationToken cancellationToken,
        IArchiveSink? sink = null
    )
    {
        if (IsDirectory)
        {
            return await ComponentCheck.CheckDirectoryAsync(
                Path,
                ArchiveLimits.Default,
                cancellationToken: cancellationToken
            );
        }

        await using var archive = File.OpenRead(Path);
        return await ComponentCheck.CheckArchiveAsync(
            archive,
            ArchiveLimits.Default,
            sink ?? HashOnlySink.Instance,
            cancellationToken: cancellationToken
        );
    }

    /// <summary>The same, and findings end the command.</summary>
    public async Task<CheckedComponent> RequireGoodAsync(
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        var check = await CheckAsync(cancellationToken);
        return check.IsGood
            ? check
            : throw CommandException.Failed(
                "cli.component.refused",
                $"{Path} has {Texts.Count(check.Findings.Count, "finding")}.",
                Placed(screen, check.Findings)
            );
    }

    /// <summary>
    /// For people the path in a folder is one that can be opened from here, which is what editors do with such a line.
    /// Programs get the path in the component, as the portal says it.
    /// </summary>
    public IReadOnlyList<Finding> Placed(Screen screen, IReadOnlyList<Finding> findings) =>
        IsDirectory && !screen.Json
            ?
            [
                .. findings.Select(finding =>
                    finding.Path is null
                        ? finding
                        : finding with
                        {
                            Path = System.IO.Path.Join(Path, finding.Path),
                        }
                ),
            ]
            : findings;
}
