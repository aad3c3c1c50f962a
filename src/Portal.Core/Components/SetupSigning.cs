using System.Text;
using System.Text.RegularExpressions;
using Portal.Access;
using Portal.Blobs;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Problems;
using Portal.Protocol;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>
/// Takes the <c>setup.exe</c> of the installers as their operator signed it. It is published as a version of its own of the
/// installers, <c>0.3.0+signed.1</c>, which comes right after the one that was signed: so recipes take it from then on, locks
/// name it like any other content, and releases that were made before stay as they are.
/// </summary>
public sealed partial class SetupSigning(
    SetupFiles files,
    ContentLists lists,
    BlobStore store,
    ComponentPublishing publishing,
    AuthenticodeVerifier verifier
)
{
    /// <summary>In bytes; a signature has some ten thousand of them.</summary>
    public const int MaximumLength = 4 << 20;

    /// <summary>Administrators only. The same file again changes nothing.</summary>
    /// <param name="body">The signed file; read once, forward.</param>
    /// <returns>
    /// The version that has it, new or as it was; else an error of <see cref="SetupErrors"/>,
    /// <see cref="UploadErrors.TooLarge"/>, <see cref="AccessErrors.Forbidden"/>, or what publishing gives.
    /// </returns>
    public async Task<Result<Published>> SignAsync(
        Caller caller,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(body);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators sign the installers.");
        }

        if (await ReadAsync(body, cancellationToken) is not { } signed)
        {
            return UploadErrors.TooLarge.With(
                $"It is longer than {MaximumLength} bytes, which no setup.exe is."
            );
        }

        if (await files.NewestAsync(cancellationToken) is not { } current)
        {
            return SetupErrors.Missing;
        }

        return await RefuseAsync(current, signed, cancellationToken)
            ?? await PublishAsync(caller, current, signed, cancellationToken);
    }

    private async Task<Error?> RefuseAsync(
        SetupFile current,
        byte[] signed,
        CancellationToken cancellationToken
    )
    {
        // What a signature covers: all but the checksum, the signature itself and where it lies.
        var ours = DigestOf(await store.ReadAsync(current.Entry.Sha256, cancellationToken));
        var theirs = DigestOf(signed);
        if (ours is null || theirs is null || !ours.Sha256.Span.SequenceEqual(theirs.Sha256.Span))
        {
            return SetupErrors.Differs.With(
                theirs is null
                    ? "The file is no program of Windows."
                    : $"It was made from another one than that of {InstallerComponent.Name} {current.BaseVersion}, or changed."
            );
        }

        return FileSignature.Best(verifier.Verify(theirs)) switch
        {
            null => SetupErrors.NotSigned,
            { Problem: { } problem } => SetupErrors.BrokenSignature.With(problem.Sentence()),
            _ => null,
        };
    }

    private async Task<Result<Published>> PublishAsync(
        Caller caller,
        SetupFile current,
        byte[] signed,
        CancellationToken cancellationToken
    )
    {
        var digest = Digest.Of(signed);
        for (var number = 1; ; number++)
        {
            var version = $"{current.BaseVersion}{SetupFile.Mark}{number}";
            if (await files.FindAsync(version, cancellationToken) is { } taken)
            {
                if (taken.Entry.Sha256 != digest)
                {
                    continue;
                }

                return taken.Installers.YankReason is { } reason
                    ? SetupErrors.Yanked.With(
                        $"It is {InstallerComponent.Name} {version}, yanked: {reason}"
                    )
                    : new Published(taken.Installers, taken.Project, IsNew: false);
            }

            var published = await AddAsync(caller, current, version, signed, cancellationToken);
            // Somebody else was faster with another signature: the next number.
            if (published.Error?.Code != ComponentErrors.VersionTaken.Code)
            {
                return published;
            }
        }
    }

    private async Task<Result<Published>> AddAsync(
        Caller caller,
        SetupFile current,
        string version,
        byte[] signed,
        CancellationToken cancellationToken
    )
    {
        var before = await lists.ReadAsync(current.Installers.Content, cancellationToken);
        var manifest = Encoding.UTF8.GetBytes(
            VersionLine()
                .Replace(
                    await lists.ReadManifestTextAsync(before, cancellationToken),
                    $"version: \"{version}\"",
                    count: 1
                )
        );
        var changed = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [SetupFiles.Path] = signed,
            [ComponentManifest.FileName] = manifest,
        };
        if (
            !ContentList.TryCreate(
                before.Entries.Select(e =>
                    changed.TryGetValue(e.Path.Value, out var bytes)
                        ? ContentEntry.File(e.Path, e.IsExecutable, bytes.Length, Digest.Of(bytes))
                        : e
                ),
                out var contents,
                out var findings
            )
        )
        {
            throw new InvalidDataException($"{before.Identity} breaks a rule: {findings[0]}");
        }

        var inMemory = changed.Values.ToDictionary(bytes => Digest.Of(bytes));
        await using var archive = new ArchiveStream(
            contents,
            file =>
                inMemory.TryGetValue(file, out var bytes)
                    ? new MemoryStream(bytes, writable: false)
                    : store.OpenStream(file)
        );
        return await publishing.PublishAsync(
            caller,
            new ComponentUpload(InstallerComponent.Name, version),
            archive,
            cancellationToken
        );
    }

    // Null when there is more than any setup.exe has.
    private static async Task<byte[]?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var block = new byte[64 << 10];
        for (
            int read;
            (read = await body.ReadAsync(block, cancellationToken)) > 0
                && whole.Length <= MaximumLength;

        )
        {
            whole.Write(block, 0, read);
        }

        return whole.Length > MaximumLength ? null : whole.ToArray();
    }

    private static PeDigest? DigestOf(byte[] file)
    {
        using var digester = new PeDigester();
        digester.Append(file);
        return digester.Finish();
    }

    // At the top of the document: nothing that is nested, or a line of a text, begins there.
    [GeneratedRegex("^version:.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex VersionLine();
}
