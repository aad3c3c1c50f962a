namespace Portal.Trust.Tuf.Metadata;

/// <summary>What the four kinds of metadata have in common: the part that signatures cover.</summary>
/// <param name="Version">At least 1; counts up.</param>
/// <param name="Expires">From this moment on it is worth nothing. Whole seconds, UTC.</param>
public abstract record SignedPart(long Version, DateTimeOffset Expires)
{
    /// <summary>The version of the specification that is written.</summary>
    public const string CurrentSpec = "1.0.34";

    /// <summary>As read; any 1.x is accepted, as the specification asks.</summary>
    public string SpecVersion { get; init; } = CurrentSpec;

    /// <summary>Fields that nobody here knows.</summary>
    public JsonObject Unknown { get; init; } = JsonObject.Empty;

    /// <summary>True from the second of <see cref="Expires"/> on.</summary>
    public bool IsExpired(DateTimeOffset now) => now >= Expires;

    /// <summary>The object that is signed.</summary>
    public abstract JsonObject ToJson();

    internal FieldWriter WriteCommon(string type) =>
        new FieldWriter()
            .Add("_type", type)
            .Add("spec_version", SpecVersion)
            .Add("version", Version)
            .Add("expires", Expiry.Write(Expires));

    internal static (long Version, DateTimeOffset Expires, string Spec) ReadCommon(
        Fields fields,
        string type
    )
    {
        if (fields.Text("_type") is var found && found != type)
        {
            throw new TufException(
                TufFault.WrongType,
                $"It is metadata of type '{StrictJson.Shown(found)}', not '{type}'."
            );
        }

        var spec = fields.Text("spec_version");
        var parts = spec.Split('.');
        if (
            parts.Length is not (2 or 3)
            || parts[0] != "1"
            || !parts.All(part => part.Length is > 0 and < 9 && part.All(char.IsAsciiDigit))
        )
        {
            throw fields.Wrong("spec_version", "a version 1.x of the specification");
        }

        return Expiry.TryRead(fields.Text("expires"), out var expires)
            ? (fields.Number("version", 1), expires, spec)
            : throw fields.Wrong("expires", "a time of the form 2026-01-31T12:00:00Z");
    }
}
