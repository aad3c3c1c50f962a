namespace Portal.Architecture;

/// <summary>One broken rule.</summary>
/// <param name="Path">The file, relative to the repository, '/'-separated.</param>
/// <param name="Line">One-based; 0 when the file as a whole is meant.</param>
/// <param name="Message">What is wrong, naming both ends of a wrong arrow.</param>
internal sealed record Breach(string Path, int Line, string Message)
{
    public override string ToString() =>
        Line == 0 ? $"{Path}: {Message}" : $"{Path}:{Line}: {Message}";
}
