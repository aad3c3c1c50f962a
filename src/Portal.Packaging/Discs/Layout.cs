using Portal.Packaging.Locks;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Discs;

/// <summary>
/// The numbered way in which a lock becomes bytes. The number is in the lock, so an image can be made again from its lock for
/// ever: the code of a published layout is only added to, never changed.
/// </summary>
public abstract class Layout
{
    /// <summary>As it stands in <see cref="ReleaseLock.Layout"/>.</summary>
    public abstract int Number { get; }

    /// <summary>The path of the list of checksums, whose bytes are what is signed.</summary>
    public abstract string SumsPath { get; }

    /// <summary>Everything that keeps the components from becoming the disc of the lock, with rules <c>disc.*</c>.</summary>
    public abstract IReadOnlyList<Finding> Check(
        ReleaseLock release,
        IReadOnlyCollection<DiscComponent> components
    );

    /// <summary>Everything on the disc but the signature. Pure; the order of the components has no influence.</summary>
    /// <exception cref="ArgumentException"><see cref="Check"/> has findings.</exception>
    public abstract DiscContents Compose(
        ReleaseLock release,
        IReadOnlyCollection<DiscComponent> components
    );

    /// <summary>Adds the signature of the bytes at <see cref="SumsPath"/>, and gives what an image is planned from.</summary>
    /// <param name="contents">What <see cref="Compose"/> gave.</param>
    /// <param name="signature">RSA, PKCS#1 v1.5, SHA-256, by the key in the lock.</param>
    /// <exception cref="ArgumentException">The signature is not that; see <see cref="DiscSignature.Verify"/>.</exception>
    public abstract DiscImagePlan WithSignature(DiscContents contents, byte[] signature);

    /// <summary>Plans the disc as it is, for trying things out: nothing vouches for its contents.</summary>
    /// <param name="contents">What <see cref="Compose"/> gave.</param>
    public abstract DiscImagePlan WithoutSignature(DiscContents contents);
}

/// <summary>The layouts there are.</summary>
public static class Layouts
{
    private static readonly Layout[] All = [new Layout1(), new Layout2()];

    /// <summary>The number that new locks get.</summary>
    public static int Newest => All[^1].Number;

    /// <summary>The layout of a number; null when this program is too old to know it.</summary>
    public static Layout? Find(int number) => Array.Find(All, layout => layout.Number == number);

    /// <summary>The layout of a number that is known to be one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static Layout Get(int number) =>
        Find(number)
        ?? throw new ArgumentOutOfRangeException(
            nameof(number),
            number,
            "There is no such layout."
        );
}
