using Microsoft.AspNetCore.Components;
using Portal.Problems;

namespace Portal.Parts;

/// <summary>One thing that stands in the way of a form, told in the list above it and again at its field.</summary>
/// <param name="Field">The <c>id</c> of the field; null where no field is at fault.</param>
/// <param name="Label">How the list calls it, such as <c>Version 4.4</c>.</param>
/// <param name="Message">What is wrong and how to mend it; a sentence that may follow the label.</param>
public sealed record PageProblem(string? Field, string Label, string Message);

/// <summary>The problems of a form.</summary>
public sealed class PageProblems
{
    private readonly List<PageProblem> _problems = [];

    public IReadOnlyList<PageProblem> All => _problems;

    public bool Any => _problems.Count > 0;

    public void Add(string? field, string label, string message) =>
        _problems.Add(new(field, label, message));

    /// <summary>What a service refused; a field may be named where it is clear which one.</summary>
    public void Add(Error error, string? field = null, string label = "")
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error.Findings is { Count: > 0 } findings)
        {
            foreach (var finding in findings)
            {
                Add(field, label, finding.Message);
            }

            return;
        }

        Add(field, label, error.Detail ?? error.Title + ".");
    }

    /// <summary>What stands at a field; null when nothing is wrong with it.</summary>
    public string? At(string field) =>
        _problems.Find(p => p.Field == field) is { } problem ? problem.Message : null;
}
