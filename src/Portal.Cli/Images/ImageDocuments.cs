using Portal.Protocol;

namespace Portal.Cli.Images;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">Stable: <c>sums-signature</c>, <c>image-digest</c>, ...</param>
/// <param name="Detail">What was seen, one sentence.</param>
internal sealed record CheckDocument(string Name, bool Ok, string Detail);

/// <summary>What <c>release verify --json</c> answers.</summary>
/// <param name="Ok">True when every check is.</param>
/// <param name="Sha256">Of the image that was checked; null when it could not be read.</param>
/// <param name="Warnings">Sentences that make nothing bad: yanked components, what could not be asked.</param>
internal sealed record VerifyDocument(
    string Subject,
    bool Ok,
    Digest? Sha256,
    IReadOnlyList<CheckDocument> Checks,
    IReadOnlyList<string> Warnings
);

/// <summary>What <c>release build --json</c> answers.</summary>
/// <param name="Signed">False when the disc has no signature of its contents.</param>
internal sealed record BuildDocument(
    string File,
    string Product,
    string Version,
    long Length,
    Digest Sha256,
    bool Signed
);
