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
        return new Command(
            "init",
            "Write a first component.yaml for the packages, installers, drivers and scripts in a folder.\n\n"
                + "Names, versions, architectures and summaries are guessed from what Debian and RPM packages, Windows Installer "
                + "packages and driver INF files say of themselves, else from file names, else from the folder's name. "
                + "A manifest that is there already is never overwritten."
        )
        {
            directory,
        }
            .WithExamples(
                """
                gtp component init ./qemu-guest-agent
                gtp component lint ./qemu-guest-agent
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var folder = invocation.Get(directory).ToString();
                    var path = Path.Join(folder, ComponentManifest.FileName);
                    var guess = ManifestGuess.Of(folder);
                    try
                    {
                        // CreateNew: two runs at once, or a file that appeared meanwhile, lose nothing.
                        await using var file = new FileStream(path, FileMode.CreateNew);
                        await using var writer = new StreamWriter(file) { NewLine = "\n" };
                        await writer.WriteAsync(guess.Yaml.AsMemory(), cancellationToken);
                    }
                    catch (IOException) when (File.Exists(path))
                    {
                        throw new CommandException(
                            ExitCodes.Conflict,
                            "cli.manifest-exists",
                            $"{path} is there already."
                        );
                    }

                    invocation.Screen.Result(
                        new InitDocument(path, guess.Component, guess.Version, guess.IsFromFile),
                        screen =>
                        {
                            screen.Line($"Wrote {path} for {guess.Component} {guess.Version}.");
                            screen.Note(
                                $"Complete it, then check it with 'gtp component lint {folder}'."
                            );
                        }
                    );
                }
            );
    }
}
