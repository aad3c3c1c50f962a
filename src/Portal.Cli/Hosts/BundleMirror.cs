using System.Formats.Tar;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Hosts;

/// <summary>
/// A tree in one file, an uncompressed tar. Nothing is unpacked: a name is looked up, and its bytes are read where they lie. They
/// are believed no more than those of a server.
/// </summary>
internal sealed class BundleMirror(string address) : Mirror(address)
{
    /// <summary>A tree of one channel has some twenty.</summary>
    private const int MaxEntries = 100_000;

    private IReadOnlyDictionary<string, (long Offset, long Length)>? _index;

    public override IFetcher Metadata => new Below(this, "tuf/metadata/");

    public override IFetcher Targets => new Below(this, "tuf/targets/");

    public override Task<Stream?> OpenAsync(
        string path,
        long from,
        long? length,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _index ??= ReadIndex();
            return Task.FromResult<Stream?>(
                _index.TryGetValue(path, out var place)
                    ? new FilePart(
                        Open(),
                        place.Offset + from,
                        Math.Clamp(place.Length - from, 0, length ?? long.MaxValue)
                    )
                    : null
            );
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or EndOfStreamException
                        or FormatException
                        or ArgumentException
                        or NotSupportedException
                        or OverflowException
            )
        {
            throw new TufException(
                TufFault.Malformed,
                $"{Address} is no bundle, or damaged: {e.Message}",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TufException(TufFault.Unavailable, e.Message, e);
        }
    }

    private FileStream Open() =>
        new(
            Address,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0
        );

    private Dictionary<string, (long, long)> ReadIndex()
    {
        var index = new Dictionary<string, (long Offset, long Length)>(StringComparer.Ordinal);
        using var file = new FileStream(Address, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var tar = new TarReader(file, leaveOpen: true);
        for (var count = 0; tar.GetNextEntry() is { } entry; count++)
        {
            if (count == MaxEntries)
            {
                throw new InvalidDataException($"it has more than {MaxEntries} entries.");
            }

            var name = Plain(entry.Name);
            (long Offset, long Length)? place = entry.EntryType switch
            {
                TarEntryType.RegularFile or TarEntryType.V7RegularFile => (
                    entry.DataOffset,
                    entry.Length
                ),
                TarEntryType.HardLink => index.TryGetValue(Plain(entry.LinkName), out var first)
                    ? first
                    : throw new InvalidDataException($"'{name}' is a link to nothing."),
                _ => null,
            };
            if (place is not { } found)
            {
                continue;
            }

            // A file without bytes has no place.
            if (found.Length > 0 && (found.Offset < 0 || found.Offset + found.Length > file.Length))
            {
                throw new InvalidDataException($"it ends within '{name}'.");
            }

            if (!index.TryAdd(name, found))
            {
                throw new InvalidDataException($"'{name}' is there twice.");
            }
        }

        return index;
    }

    /// <summary>As <c>tar -C TREE -cf FILE .</c> writes it, too.</summary>
    private static string Plain(string name) =>
        name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;

    private sealed class Below(BundleMirror bundle, string folder) : IFetcher
    {
        public Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken) =>
            bundle.OpenAsync(folder + path, 0, null, cancellationToken);
    }
}
