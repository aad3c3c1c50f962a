using System.Text.Json;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Components;

/// <summary>What was uploaded under a version, once and for good. Only a yank is ever added.</summary>
public sealed class ComponentVersion
{
    public const int ReasonLength = 500;

    /// <summary>More are not kept: <c>gtp component lint</c> says them all.</summary>
    private const int MaximumRemarks = 200;

    private ComponentVersion() { }

    public required string Component { get; init; }

    /// <summary>As written; <see cref="Number"/> orders it.</summary>
    public required string Version { get; init; }

    /// <summary>Of the canonical content list, which is the blob of this digest: the version's identity.</summary>
    public required Digest Content { get; init; }

    public required string Summary { get; init; }

    /// <summary>An SPDX expression.</summary>
    public required string License { get; init; }

    /// <summary>Markdown.</summary>
    public required string? Changes { get; init; }

    public required string Stage { get; init; }

    /// <summary>Names of components.</summary>
    public required IReadOnlyList<string> Requires { get; init; }

    /// <summary>Names of components.</summary>
    public required IReadOnlyList<string> After { get; init; }

    /// <summary>Regular files.</summary>
    public required int Files { get; init; }

    /// <summary>Sum of their lengths.</summary>
    public required long Bytes { get; init; }

    /// <summary>Account or robot.</summary>
    public required string UploadedBy { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>Null while it may be resolved.</summary>
    public string? YankReason { get; private set; }

    public string? YankedBy { get; private set; }

    public DateTimeOffset? YankedAt { get; private set; }

    /// <summary>JSON of <see cref="Remarks"/>; null until its files were looked into.</summary>
    internal string? RemarksText { get; private set; }

    /// <summary>What should be looked at and stops nobody; null until its files were looked into.</summary>
    public IReadOnlyList<Finding>? Remarks =>
        RemarksText is null ? null : JsonSerializer.Deserialize<Finding[]>(RemarksText);

    public bool IsYanked => YankReason is not null;

    public ComponentVersionNumber Number => ComponentVersionNumber.Parse(Version);

    public static ComponentVersion Of(
        ComponentManifest manifest,
        ContentList contents,
        string uploadedBy,
        DateTimeOffset uploadedAt
    )
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(contents);
        return new()
        {
            Component = manifest.Component,
            Version = manifest.Version.Text,
            Content = contents.Identity,
            Summary = manifest.Summary,
            License = manifest.License,
            Changes = manifest.Changes,
            Stage = manifest.Stage.Text(),
            Requires = manifest.Requires,
            After = manifest.After,
            Files = contents.Entries.Count(e => e.Kind is ContentKind.File),
            Bytes = contents.TotalLength,
            UploadedBy = uploadedBy,
            UploadedAt = uploadedAt,
        };
    }

    /// <summary>Its files were looked into.</summary>
    internal void Note(IReadOnlyList<Finding> remarks) =>
        RemarksText = JsonSerializer.Serialize(remarks.Take(MaximumRemarks));

    /// <summary>It is no longer resolved; releases that hold it stay.</summary>
    /// <exception cref="InvalidOperationException">It is yanked.</exception>
    public void Yank(string reason, string by, DateTimeOffset at)
    {
        if (IsYanked)
        {
            throw new InvalidOperationException($"{Component} {Version} is yanked already.");
        }

        (YankReason, YankedBy, YankedAt) = (reason, by, at);
    }
}
