using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Packaging.Manifests;

namespace Portal.Cli.Components;

/// <summary>Writes a first manifest.</summary>
internal static class InitCommand
{
    public static Command Build(Host host)
    {
        var directory = new Argument<DirectoryInfo>("DIR")
        {
            Description = "A folder with what is to be installed (default: this one)",
            DefaultValueFactory = _ => new DirectoryInfo("."),
        };
        directory.AcceptExistingOnly();
        var license = new Option<string?>("--license")
        {
            Description = "Its SPDX license (default: what packages and scripts say of themselves)",
            HelpName = "SPDX",
        };
        license.Validators.Add(result =>
        {
            if (
                result.Tokens is [{ Value: var text }]
                && SpdxExpression.Problem(text) is { } problem
            )
            {
                result.AddError($"--license: {problem}");
            }
        });
        return new Command(
            "init",
            "Write a first component.yaml for the packages, installers, drivers and scripts in a folder.\n\n"
                + "Names, versions, architectures and summaries are guessed from what Debian and RPM packages, Windows Installer "
                + "packages and driver INF files say of themselves, else from file names, else from the folder's name. "
                + "Of several versions of a package the newest is taken, and drivers go to the Windows that their INF files or folders "
                + "name. What packages say beyond that, such as what they depend on, stands in comments. "
                + "A manifest that is there already is never overwritten."
        )
        {
            directory,
            license,
        }
            .WithExamples(
                """
                gtp component init ./qemu-guest-agent
                gtp component init ./qemu-guest-agent --license GPL-2.0-or-later
                gtp component lint ./qemu-guest-agent
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var folder = invocation.Get(directory).ToString();
                    var path = Path.Join(folder, ComponentManifest.FileName);
                    RefuseExisting(path);
                    var guess = ManifestGuess.Of(folder, invocation.Get(license));
                    await WriteAsync(path, guess.Yaml, cancellationToken);
                    invocation.Screen.Result(
                        new InitDocument(
                            path,
                            guess.Component,
                            guess.Version,
                            guess.IsFromFile,
                            [.. guess.Unread.Select(u => new UnreadDocument(u.Path, u.Problem))]
                        ),
                        screen =>
                        {
                            screen.Line($"Wrote {path} for {guess.Component} {guess.Version}.");
                            foreach (var (file, problem) in guess.Unread)
                            {
                                screen.Note($"{file} is told by its name alone. {problem}");
                            }

                            screen.Note(
                                $"Complete it, then check it with 'gtp component lint {folder}'."
                            );
                        }
                    );
                }
            );
    }

    private static void RefuseExisting(string path)
    {
        if (File.Exists(path))
        {
            throw new CommandException(
                ExitCodes.Conflict,
                "cli.manifest-exists",
                $"{path} is there already."
            );
        }
    }

    // Whole or not at all; and two runs at once, or a file that appeared meanwhile, lose nothing.
    private static async Task WriteAsync(
        string path,
        string text,
        CancellationToken cancellationToken
    )
    {
        var part = $"{path}.{Guid.NewGuid():N}";
        try
        {
            await File.WriteAllTextAsync(part, text, cancellationToken);
            File.Move(part, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            RefuseExisting(path);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
