namespace Portal.Cli.Shell;

/// <summary>A file of this run alone, which goes away with it.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile() => FilePath = Path.GetTempFileName();

    public string FilePath { get; }

    public void Dispose() => File.Delete(FilePath);
}
