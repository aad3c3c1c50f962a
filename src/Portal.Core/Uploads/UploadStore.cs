using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Blobs;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Uploads;

/// <summary>
/// Where resumable uploads lie: below the folder of their owner, so that nobody finds another's.
/// </summary>
internal sealed class UploadStore(
    StagingArea staging,
    IOptions<UploadOptions> limits,
    TimeProvider clock
)
{
    private string Root => staging.Resumable;

    /// <summary>The files of an upload that may or may not be there.</summary>
    public UploadFiles FilesOf(string owner, UploadId id) =>
        Names.IsName(owner)
            ? new(Path.Combine(Root, owner, id.Text))
            : throw new ArgumentException($"'{owner}' is no name.", nameof(owner));

    /// <summary>The caller's upload; otherwise that it is not there, or not any more.</summary>
    public Result<(UploadFiles Files, Upload Upload)> Find(Caller caller, string id)
    {
        if (
            !UploadId.TryParse(id, out var parsed)
            || !Names.IsName(caller.Name)
            || Read(caller.Name, parsed) is not { } found
        )
        {
            return ResumableErrors.NotFound;
        }

        return found.Files.IsGone || found.Upload.ExpiresAt <= clock.GetUtcNow()
            ? ResumableErrors.Gone
            : found;
    }

    /// <summary>Null when there is none, whatever its state.</summary>
    public (UploadFiles Files, Upload Upload)? Read(string owner, UploadId id)
    {
        var files = FilesOf(owner, id);
        if (files.ReadRequest() is not { } made)
        {
            return null;
        }

        var outcome = files.ReadOutcome();
        return (
            files,
            new Upload(id, owner, made.Request, made.At)
            {
                Offset = outcome is null or { End: UploadEnd.Failed }
                    ? files.Offset()
                    : made.Request.Length,
                ExpiresAt = files.TouchedAt() + limits.Value.Expiry,
                IsPublishing = outcome is null && files.HasOrder,
                Outcome = outcome,
            }
        );
    }

    /// <summary>Everything there is, also what is gone.</summary>
    public IEnumerable<(string Owner, UploadId Id)> All() =>
        Folders(Root).SelectMany(owner => Of(owner).Select(id => (owner, id)));

    public IEnumerable<UploadId> Of(string owner)
    {
        foreach (var name in Folders(Path.Combine(Root, owner)))
        {
            if (UploadId.TryParse(name, out var id))
            {
                yield return id;
            }
        }
    }

    /// <summary>
    /// Whether one more of so many bytes is within the limits. Only uploads under way are read: of the others a glance at
    /// the folder tells that they are over.
    /// </summary>
    public Error? Refuse(string owner, long length)
    {
        var (mine, bytes) = (0, length);
        foreach (var (other, id) in All())
        {
            var files = FilesOf(other, id);
            if (files.IsGone || !files.HasArchive || files.ReadRequest() is not { } made)
            {
                continue;
            }

            mine += other == owner ? 1 : 0;
            bytes += made.Request.Length;
        }

        return mine >= limits.Value.MaxUnfinished
                ? ResumableErrors.TooMany.With(
                    $"{limits.Value.MaxUnfinished} uploads of {owner} are under way."
                )
            : bytes > limits.Value.MaxUnfinishedBytes ? ResumableErrors.NoRoom
            : null;
    }

    private static IEnumerable<string> Folders(string path)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateDirectories(path)
                    .Select(folder => Path.GetFileName(folder)!)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
