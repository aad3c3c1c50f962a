using Portal.Packaging.Versions;
using Portal.Products;

namespace Portal.Releases;

/// <summary>One component in the form of a new release.</summary>
/// <param name="Selected">The version that stands in the field; null where there is none to choose.</param>
/// <param name="Before">In the release that it is compared with.</param>
public sealed record NewReleaseRow(RecipeChoice Choice, string? Selected, string? Before)
{
    public string Name => Choice.Name;

    public string FieldId => $"v-{Choice.Name}";

    public ChangeKind Change => new ComponentChange(Name, Before, Selected).Kind;

    public RecipeVersion? SelectedVersion => Find(Selected);

    /// <summary>The newest that could be taken.</summary>
    public string? Newest => Choice.Versions.FirstOrDefault(v => v.IsTakeable)?.Number.Text;

    /// <summary>A newer version that only the range keeps out: whoever keeps the recipe wants to know.</summary>
    public string? Outside =>
        Choice.Versions.FirstOrDefault(v => v.YankReason is null && !v.Number.IsPreRelease)
            is { IsInRange: false } newest
        && SelectedVersion is { } selected
        && ComponentVersionNumber.TotalOrder.Compare(newest.Number, selected.Number) > 0
            ? newest.Number.Text
            : null;

    /// <summary>What is offered: the newest that can be taken, what is selected, and what the release before had.</summary>
    /// <param name="most">So many at most; what is selected comes on top.</param>
    public IReadOnlyList<RecipeVersion> Options(int most) =>
        [
            .. Choice
                .Versions.Where(v => v.IsTakeable)
                .Take(most)
                .Concat(
                    Choice.Versions.Where(v =>
                        v.Number.Text == Selected || (v.Number.Text == Before && v.IsTakeable)
                    )
                )
                .Distinct()
                .OrderByDescending(v => v.Number, ComponentVersionNumber.TotalOrder),
        ];

    private RecipeVersion? Find(string? version) =>
        Choice.Versions.FirstOrDefault(v => v.Number.Text == version);

    /// <summary>
    /// The rows of a form. They stay where they were while one chooses; at first they stand as they install, those for
    /// which nothing could be chosen at the end.
    /// </summary>
    public static IReadOnlyList<NewReleaseRow> Of(
        RecipePlan plan,
        NewReleaseForm form,
        Release? before
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(form);
        var picked = new Dictionary<string, string>(form.Picks, StringComparer.Ordinal);
        var order = (
            picked.Count > 0
                ? form.Picks.Select(p => p.Key)
                : plan.Resolution.Chosen.Select(c => c.Name)
        ).ToList();
        return
        [
            .. plan
                .Choices.OrderBy(c => order.IndexOf(c.Name) is var at && at < 0 ? int.MaxValue : at)
                .Select(c => new NewReleaseRow(
                    c,
                    picked.GetValueOrDefault(c.Name) is { Length: > 0 } pick ? pick : c.Taken,
                    before?.Components.FirstOrDefault(b => b.Name == c.Name)?.Version
                )),
        ];
    }
}
