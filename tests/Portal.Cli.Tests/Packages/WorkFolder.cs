namespace Portal.Cli.Tests.Packages;

/// <summary>A temporary folder.</summary>
internal sealed class WorkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gtp-packages-").FullName;

    public string At(string path) => System.IO.Path.Combine(Path, path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
