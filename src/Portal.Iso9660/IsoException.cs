namespace Portal.Iso9660;

/// <summary>A tree, profile or stored image that cannot be turned into an ISO 9660 image as asked.</summary>
public sealed class IsoException : Exception
{
    public IsoException(string rule, string path, string message)
        : base(path.Length == 0 ? message : $"{path}: {message}")
    {
        Rule = rule;
        Path = path;
    }

    public IsoException(string rule, string path, string message, Exception inner)
        : base(path.Length == 0 ? message : $"{path}: {message}", inner)
    {
        Rule = rule;
        Path = path;
    }

    internal IsoException(IReadOnlyList<IsoRemark> remarks)
        : this(
            remarks[0].Rule,
            remarks[0].Path,
            remarks.Count == 1
                ? remarks[0].Message
                : $"{remarks[0].Message} And {remarks.Count - 1} more."
        ) => Remarks = remarks;

    /// <summary>Stable id of the broken rule, such as <c>iso.name.too-long</c>.</summary>
    public string Rule { get; }

    /// <summary>The path in the tree, or the content id, it is about; empty when it is about the whole image.</summary>
    public string Path { get; }

    /// <summary>Everything that a strict plan refuses, not only the first; empty for any other error.</summary>
    public IReadOnlyList<IsoRemark> Remarks { get; } = [];
}
