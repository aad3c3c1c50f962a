using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>An image on this machine, open for reading. What is wrong with it is said with its name.</summary>
internal sealed class ImageFile : IDisposable
{
    private ImageFile(string path, FileStream stream) => (FilePath, Stream) = (path, stream);

    public string FilePath { get; }

    public FileStream Stream { get; }

    public static Argument<string> Argument(string label = "FILE") =>
        new(label) { Description = "The image" };

    public static Option<string?> NamespaceOption()
    {
        var option = new Option<string?>("--namespace")
        {
            Description =
                "Whose names to read: rr, joliet or iso (default: the first that the image has)",
            HelpName = "rr|joliet|iso",
        };
        option.AcceptOnlyFromAmong("rr", "joliet", "iso");
        return option;
    }

    /// <exception cref="CommandException">There is no such file.</exception>
    public static ImageFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw CommandException.Usage(
                Directory.Exists(path)
                    ? $"'{path}' is a folder, not an image."
                    : $"There is no file '{path}'."
            );
        }

        return new ImageFile(
            path,
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
        );
    }

    /// <summary>Reads the whole tree.</summary>
    /// <param name="names">As given to <c>--namespace</c>.</param>
    /// <exception cref="CommandException">It is no image, is damaged, or has no such names.</exception>
    public IsoReader Read(string? names = null) =>
        Tell(() => IsoReader.Open(Stream, new IsoReadOptions { Namespace = Parse(names) }));

    /// <summary>Turns what the library says of the image into a sentence that names the file.</summary>
    public T Tell<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IsoFormatException e)
        {
            throw Failure(e);
        }
    }

    /// <inheritdoc cref="Tell{T}(Func{T})"/>
    public async Task<T> TellAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (IsoFormatException e)
        {
            throw Failure(e);
        }
    }

    /// <summary>"rr", "joliet" or "iso".</summary>
    public static string Name(IsoNamespace names) =>
        names switch
        {
            IsoNamespace.RockRidge => "rr",
            IsoNamespace.Joliet => "joliet",
            _ => "iso",
        };

    public void Dispose() => Stream.Dispose();

    private static IsoNamespace? Parse(string? names) =>
        names switch
        {
            null => null,
            "rr" => IsoNamespace.RockRidge,
            "joliet" => IsoNamespace.Joliet,
            _ => IsoNamespace.Primary,
        };

    private CommandException Failure(IsoFormatException e) =>
        CommandException.Failed(
            e.Rule,
            e.Rule == "iso.read.namespace"
                ? $"'{FilePath}' has no names of that kind: {e.Message}"
                : $"'{FilePath}' cannot be read as an ISO 9660 image. {e.Message}"
        );
}
