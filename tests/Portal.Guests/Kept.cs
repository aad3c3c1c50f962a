namespace Portal.Guests;

/// <summary>What guests are made of, made once and kept below <c>artifacts/guests</c>.</summary>
internal static class Kept
{
    // One at a time in this process: what is made for one guest is most of what the next one needs.
    private static readonly SemaphoreSlim Making = new(1, 1);

    /// <summary>The folder of a name, or of the first that begins so; made now when there is none.</summary>
    /// <param name="beginning">Of the folder's name.</param>
    /// <param name="make">
    /// Is given an empty folder that is deleted afterwards; makes a folder in it, and gives that and the name it is kept by.
    /// </param>
    public static async Task<string> GetAsync(
        string beginning,
        Func<string, Task<(string Made, string Name)>> make,
        CancellationToken cancellationToken
    )
    {
        var all = Directory
            .CreateDirectory(Path.Combine(RepositoryRoot(), "artifacts", "guests"))
            .FullName;
        await Making.WaitAsync(cancellationToken);
        try
        {
            if (
                Directory
                    .GetDirectories(all, beginning + "*")
                    .Order(StringComparer.Ordinal)
                    .LastOrDefault() is
                { } known
            )
            {
                return known;
            }

            // Other processes make theirs beside it.
            var work = Directory.CreateDirectory(
                Path.Combine(all, $"making-{Environment.ProcessId}")
            );
            try
            {
                var (made, name) = await make(work.FullName);
                return Publish(made, Path.Combine(all, name));
            }
            finally
            {
                work.Delete(recursive: true);
            }
        }
        finally
        {
            Making.Release();
        }
    }

    /// <summary>Another process may have been faster; then there is what it has made.</summary>
    private static string Publish(string made, string target)
    {
        try
        {
            Directory.Move(made, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Of the same packages.
        }

        return target;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new GuestException("The tests do not run inside the repository.");
    }
}
