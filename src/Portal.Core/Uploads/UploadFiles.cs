using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Blobs;

namespace Portal.Uploads;

/// <summary>
/// One resumable upload on the disk. Its state is the files that are there, so that it needs no row and survives a kill at
/// any moment:
/// <code>
/// staging/uploads/OWNER/ID/
///     upload.json     what was asked for; its time of change is when somebody last went on with it
///     archive         the bytes so far: its length is the offset
///     undo            the offset to go back to, should the process die in a chunk whose checksum is not known to hold
///     publish.json    every byte is there: who has it published
///     outcome.json    what became of it
///     gone            it was ended or expired
///     lock            held by the one request or job that changes any of this
/// </code>
/// </summary>
internal sealed class UploadFiles(string folder)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Folder => folder;

    public string Archive => In("archive");

    public string Lock => In("lock");

    public bool IsGone => File.Exists(In("gone"));

    /// <summary>True until it ended, or failed for good.</summary>
    public bool HasArchive => File.Exists(Archive);

    public bool HasOutcome => File.Exists(In("outcome.json"));

    public bool HasOrder => File.Exists(In("publish.json"));

    private string Undo => In("undo");

    private string Request => In("upload.json");

    /// <summary>Makes the folder; what was asked for comes last, and makes it an upload.</summary>
    public void Create(UploadRequest request, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder, StagingArea.OwnerOnly);
        File.WriteAllBytes(Archive, []);
        Disk.Replace(Request, JsonSerializer.SerializeToUtf8Bytes(new Made(request, now), Json));
        Touch(now);
        Disk.Sync([Path.GetDirectoryName(folder)!]);
    }

    /// <summary>What was asked for, and when; null when there is no upload here.</summary>
    public (UploadRequest Request, DateTimeOffset At)? ReadRequest() =>
        Read<Made>(Request) is { } made ? (made.Request, made.At) : null;

    public PublishOrder? ReadOrder() => Read<PublishOrder>(In("publish.json"));

    public void Write(PublishOrder order) =>
        Disk.Replace(In("publish.json"), JsonSerializer.SerializeToUtf8Bytes(order, Json));

    public UploadOutcome? ReadOutcome() => Read<UploadOutcome>(In("outcome.json"));

    /// <summary>The end. What cannot be asked for again is dropped.</summary>
    public void Write(UploadOutcome outcome)
    {
        Disk.Replace(In("outcome.json"), JsonSerializer.SerializeToUtf8Bytes(outcome, Json));
        Touch(outcome.At);
        if (outcome.End != UploadEnd.Failed)
        {
            File.Delete(Archive);
        }
    }

    /// <summary>Takes a failure back, to try again.</summary>
    public void DropOutcome()
    {
        File.Delete(In("outcome.json"));
        Disk.Sync([folder]);
    }

    /// <summary>When somebody last went on with it, or it ended.</summary>
    public DateTimeOffset TouchedAt() => new(File.GetLastWriteTimeUtc(Request), TimeSpan.Zero);

    public void Touch(DateTimeOffset now) => File.SetLastWriteTimeUtc(Request, now.UtcDateTime);

    /// <summary>
    /// Bytes that are there for good. A chunk with a checksum that nobody finished counts only once it is known to hold.
    /// </summary>
    public long Offset() =>
        ReadUndo() ?? (new FileInfo(Archive) is { Exists: true } file ? file.Length : 0);

    /// <summary>Takes back what a dead process left of a chunk with a checksum. Only under the lock.</summary>
    public void Recover()
    {
        if (ReadUndo() is { } offset)
        {
            Cut(offset);
        }
    }

    /// <summary>Until <see cref="Keep"/> or <see cref="Cut"/> the bytes past the offset do not count.</summary>
    public void Doubt(long offset) => Disk.Replace(Undo, BitConverter.GetBytes(offset));

    /// <summary>What was written counts, and would survive a power cut.</summary>
    public void Keep()
    {
        Disk.Sync([Archive]);
        DropUndo();
    }

    /// <summary>What was written past the offset never came.</summary>
    public void Cut(long offset)
    {
        using (var file = File.OpenHandle(Archive, FileMode.Open, FileAccess.Write, Sharing))
        {
            RandomAccess.SetLength(file, offset);
            RandomAccess.FlushToDisk(file);
        }

        DropUndo();
    }

    /// <summary>Deletes all but the knowledge that it was there. Only under the lock.</summary>
    public void MarkGone(DateTimeOffset now)
    {
        Disk.Replace(In("gone"), []);
        Touch(now);
        foreach (var file in (string[])[Archive, Undo, In("publish.json"), In("outcome.json")])
        {
            File.Delete(file);
        }
    }

    public void Delete() => Directory.Delete(folder, recursive: true);

    public static FileShare Sharing => FileShare.ReadWrite | FileShare.Delete;

    private static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Json);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private long? ReadUndo()
    {
        try
        {
            return BitConverter.ToInt64(File.ReadAllBytes(Undo));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void DropUndo()
    {
        if (File.Exists(Undo))
        {
            File.Delete(Undo);
            Disk.Sync([folder]);
        }
    }

    private string In(string name) => Path.Combine(folder, name);

    private sealed record Made(UploadRequest Request, DateTimeOffset At);
}
