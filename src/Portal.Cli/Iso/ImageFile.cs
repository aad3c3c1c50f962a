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

    /// <exception cref="CommandException">There is no such file, or nothing in it.</exception>
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

        if (!PlainFile.Is(path))
        {
            throw CommandException.Usage(
                $"'{path}' is a device, pipe or socket. Images are read from files: copy it to one first."
            );
        }

        var stream = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0
        );
        if (stream.Length > 0)
        {
            return new ImageFile(path, stream);
        }

        stream.Dispose();
        throw CommandException.Failed("cli.iso.empty", $"'{path}' is empty.");
    }

    /// <summary>Bytes that the volume has and the file has not; 0 when it is whole, or no image.</summary>
    public long MissingBytes
    {
        get
        {
            try
            {
                return Math.Max(
                    0,
                    IsoDescriptors
                        .Read(Stream)
                        .Where(descriptor => descriptor.Kind == IsoDescriptorKind.Primary)
                        .Select(descriptor => descriptor.Sectors * 2048 - Stream.Length)
                        .FirstOrDefault()
                );
            }
            catch (IsoFormatException)
            {
                return 0;
            }
        }
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

    /// <summary>For people.</summary>
    public static string Title(IsoNamespace names) =>
        names switch
        {
            IsoNamespace.RockRidge => "Rock Ridge",
            IsoNamespace.Joliet => "Joliet",
            _ => "ISO 9660",
        };

    public void Dispose() => Stream.Dispose();

    /// <summary>As given to <c>--namespace</c>.</summary>
    public static IsoNamespace? Parse(string? names) =>
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
                : $"'{FilePath}' cannot be read as an ISO 9660 image. {e.Message}{CutShort}"
        );

    private string CutShort =>
        MissingBytes is > 0 and var missing
            ? $" It was cut short: {Texts.Bytes(missing)} of {Texts.Bytes(Stream.Length + missing)} are missing."
            : "";
}
