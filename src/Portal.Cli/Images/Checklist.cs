using Portal.Protocol;

namespace Portal.Cli.Images;

/// <summary>Collects what was checked, in order; a check that could not be made is one that failed.</summary>
internal sealed class Checklist
{
    private readonly List<CheckDocument> _checks = [];

    public bool Ok => _checks.TrueForAll(check => check.Ok);

    /// <summary>Of the image; set once it was read.</summary>
    public Digest? ImageDigest { get; set; }

    public bool Add(string name, bool ok, string detail)
    {
        _checks.Add(new CheckDocument(name, ok, detail));
        return ok;
    }

    public VerifyDocument ToDocument(string subject) => new(subject, Ok, ImageDigest, [.. _checks]);
}
