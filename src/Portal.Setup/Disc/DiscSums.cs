using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Setup.Disc;

/// <summary>What <c>SHA256SUMS</c> says of the disc: nothing is run or believed that does not fit it.</summary>
internal sealed class DiscSums
{
    private readonly DiscFolder _disc;
    private readonly Dictionary<string, string> _sums = new(StringComparer.Ordinal);
    private readonly List<string> _paths = [];
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);

    private DiscSums(DiscFolder disc) => _disc = disc;

    /// <exception cref="SetupException">There is none, or it is none.</exception>
    public static DiscSums Read(DiscFolder disc)
    {
        var sums = new DiscSums(disc);
        var path = disc.PathOf(DiscFolder.Sums);
        if (!File.Exists(path))
        {
            throw new SetupException(
                ExitCode.Integrity,
                "there is no " + DiscFolder.Sums + " beside setup.exe"
            );
        }

        foreach (var line in File.ReadAllText(path, Encoding.UTF8).Split('\n'))
        {
            if (line == "")
            {
                continue;
            }

            // The form of sha256sum: 64 digits, two spaces, the path.
            if (line.Length < 67 || line[64] != ' ' || line[65] != ' ')
            {
                throw new SetupException(
                    ExitCode.Integrity,
                    DiscFolder.Sums + " is damaged or was altered"
                );
            }

            var file = line.Substring(66);
            if (!sums._sums.ContainsKey(file))
            {
                sums._paths.Add(file);
            }

            sums._sums[file] = line.Substring(0, 64);
        }

        return sums;
    }

    /// <summary>The digest that is listed for a file.</summary>
    /// <exception cref="SetupException">None is.</exception>
    public string Listed(string path)
    {
        if (!_sums.TryGetValue(path, out var sum))
        {
            throw new SetupException(
                ExitCode.Integrity,
                DiscFolder.Sums + " does not list " + path + ": the disc is damaged or was altered"
            );
        }

        return sum;
    }

    /// <summary>Everything that is listed below a folder, which ends in '/'.</summary>
    public IList<string> Below(string folder) =>
        _paths.FindAll(path => path.StartsWith(folder, StringComparison.Ordinal));

    /// <exception cref="SetupException">The file is missing, is not listed, or is another.</exception>
    public void Check(string path)
    {
        if (_checked.Contains(path))
        {
            return;
        }

        var listed = Listed(path);
        string found;
        try
        {
            found = HashOf(_disc.PathOf(path));
        }
        catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
        {
            throw new SetupException(
                ExitCode.Integrity,
                path + " cannot be read, so the disc is damaged: " + e.Message
            );
        }

        if (found != listed)
        {
            throw new SetupException(
                ExitCode.Integrity,
                path
                    + " is not what "
                    + DiscFolder.Sums
                    + " says: the disc is damaged or was altered"
            );
        }

        _checked.Add(path);
    }

    private static string HashOf(string file)
    {
        // Not the managed one, which a Windows that is held to FIPS 140 refuses.
        using var hash = new SHA256CryptoServiceProvider();
        using var stream = File.OpenRead(file);
        return BitConverter.ToString(hash.ComputeHash(stream)).Replace("-", "").ToLowerInvariant();
    }
}
