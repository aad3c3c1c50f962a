namespace Portal.Protocol.Products;

/// <summary>One line of a recipe.</summary>
/// <param name="Version">A range such as <c>&gt;=1.2 &lt;2</c>; null: any.</param>
public sealed record RecipeComponentWire(string Name, string? Version = null);

/// <summary>Makes a product: <c>POST /api/v1/products</c>.</summary>
/// <param name="VolumeId">A-Z, 0-9 and _, at most 16; null: made from the name.</param>
/// <param name="DriverSignature">
/// What the Windows drivers of a release have to be signed as at least: <c>test-signed</c>, <c>publisher</c>, <c>attested</c>
/// or <c>whql</c>; null: anything, or nothing.
/// </param>
public sealed record ProductCreateWire(
    string Name,
    string Title,
    IReadOnlyList<RecipeComponentWire> Components,
    string? VolumeId = null,
    string? DriverSignature = null
);

/// <summary>Changes a product for releases to come: <c>PUT /api/v1/products/{product}</c>.</summary>
/// <param name="Components">The whole recipe, in place of the one before.</param>
/// <param name="DriverSignature">In place of the one before; null: none is demanded any more.</param>
public sealed record ProductUpdateWire(
    string Title,
    IReadOnlyList<RecipeComponentWire> Components,
    string? DriverSignature = null
);

/// <param name="Newest">Newest ready release by version order; null until there is one.</param>
public sealed record ProductWire(
    string Name,
    string Title,
    string VolumeId,
    IReadOnlyList<RecipeComponentWire> Components,
    string? Newest,
    DateTimeOffset CreatedAt,
    string? DriverSignature = null
);
