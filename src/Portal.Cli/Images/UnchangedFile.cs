using System.Security.Cryptography;
using Portal.Protocol;

namespace Portal.Cli.Images;

/// <summary>A file of somebody's folder, whose bytes have to be what they were when it was checked.</summary>
internal static class UnchangedFile
{
    /// <exception cref="IOException">It has other bytes now.</exception>
    public static Stream Open(string path, Digest expected)
    {
        // Read twice, the second time from the page cache: a disc with wrong bytes must not be written at all.
        var file = File.OpenRead(path);
        try
        {
            if (Digest.FromHash(SHA256.HashData(file)) != expected)
            {
                throw new IOException($"{path} changed while the disc was being written.");
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
