using Portal.Protocol;

namespace Portal.Cli.Images;

/// <summary>Collects what was checked, in order; a check that could not be made is one that failed.</summary>
internal sealed class Checklist
{
    private readonly List<CheckDocument> _checks = [];
    private readonly List<string> _notes = [];

    public bool Ok => _checks.TrueForAll(check => check.Ok);

    /// <summary>Of the image; set once it was read.</summary>
    public Digest? ImageDigest { get; set; }

    public bool Add(string name, bool ok, string detail)
    {
        _checks.Add(new CheckDocument(name, ok, detail));
        return ok;
    }

    /// <summary>Something to know that makes nothing bad.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    public VerifyDocument ToDocument(string subject) =>
        new(subject, Ok, ImageDigest, [.. _checks], [.. _notes]);
}
