namespace Portal.EndToEnd.Browser;

[Flags]
internal enum Who
{
    None = 0,

    /// <summary>Not signed in.</summary>
    Anybody = 1,

    /// <summary>Signed in, with a role in one project and one product.</summary>
    Maintainer = 2,
    Administrator = 4,
}

/// <summary>An address of a page, and who looks at it there.</summary>
/// <param name="Template">As the route table has it.</param>
/// <param name="Lists">It is another on an empty portal, where it says how to begin.</param>
/// <param name="Status">What it answers.</param>
internal sealed record PageExample(
    string Template,
    string Path,
    Who Who,
    bool Lists = false,
    int Status = 200
);
