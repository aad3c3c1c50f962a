using Portal.Packaging.Versions;

namespace Portal.Releases;

/// <summary>What the form of a new release sends.</summary>
/// <param name="Version">As typed.</param>
/// <param name="Base">The version to compare with; null: the newest.</param>
/// <param name="Picks">Chosen versions by component, in the order of the page.</param>
/// <param name="Do">The button: one of the constants.</param>
public sealed record NewReleaseForm(
    string? Version,
    string? Base,
    IReadOnlyList<KeyValuePair<string, string>> Picks,
    string? Do
)
{
    public const string Create = "create";
    public const string Check = "check";

    /// <summary>Back to the recipe's choice.</summary>
    public const string Reset = "reset";

    /// <summary>Followed by the version that is taken instead.</summary>
    public const string Use = "use ";

    private const string PickPrefix = "components[";

    public static NewReleaseForm Empty { get; } = new(null, null, [], null);

    public static string FieldOf(string component) => $"{PickPrefix}{component}]";

    public static NewReleaseForm Read(IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var todo = form["do"].ToString();
        return new(
            todo.StartsWith(Use, StringComparison.Ordinal)
                ? todo[Use.Length..]
                : form["version"].ToString().Trim(),
            form["base"].ToString(),
            todo == Reset
                ? []
                :
                [
                    .. form.Where(f =>
                            f.Key.StartsWith(PickPrefix, StringComparison.Ordinal)
                            && f.Key.EndsWith(']')
                        )
                        .Select(f =>
                            KeyValuePair.Create(f.Key[PickPrefix.Length..^1], f.Value.ToString())
                        ),
                ],
            todo
        );
    }

    /// <summary>Those that can be read; what cannot is none, and the recipe chooses.</summary>
    public IReadOnlyDictionary<string, ComponentVersionNumber> ToPicks()
    {
        var picks = new Dictionary<string, ComponentVersionNumber>(StringComparer.Ordinal);
        foreach (var (name, text) in Picks)
        {
            if (ComponentVersionNumber.TryParse(text, out var version, out _))
            {
                picks[name] = version;
            }
        }

        return picks;
    }
}
