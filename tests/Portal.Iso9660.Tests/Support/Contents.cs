using System.Security.Cryptography;

namespace Portal.Iso9660.Tests.Support;

/// <summary>Contents in memory, by their SHA-256.</summary>
internal sealed class Contents : IContentSource
{
    private readonly Dictionary<string, byte[]> _bytes = new(StringComparer.Ordinal);

    public byte[] this[string contentId] => _bytes[contentId];

    public string Add(byte[] bytes)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _bytes[id] = bytes;
        return id;
    }

    /// <summary>What a source hands out that changed after it was measured.</summary>
    public void Replace(string contentId, byte[] bytes) => _bytes[contentId] = bytes;

    public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken) =>
        new(new MemoryStream(_bytes[contentId], writable: false));

    /// <summary>Writes each content to a file of its id.</summary>
    public void SaveTo(string folder)
    {
        foreach (var (id, bytes) in _bytes)
        {
            File.WriteAllBytes(Path.Combine(folder, id), bytes);
        }
    }
}
