namespace Portal.Iso9660;

/// <summary>What becomes of that which readers will not all show as it is in the tree.</summary>
public enum IsoStrictness
{
    /// <summary>It is changed as little as possible and reported in <see cref="IsoLayout.Remarks"/>.</summary>
    Lenient,

    /// <summary>
    /// It is refused: one <see cref="IsoException"/> names all of it, except what <see cref="IsoProfile.Accepted"/> lets
    /// pass.
    /// </summary>
    Strict,
}
