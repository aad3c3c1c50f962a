using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>Takes signatures from outside, and nothing else: what they cover is what waits here.</summary>
internal static class SignatureImport
{
    public static void Take(
        Published published,
        PendingFolder pending,
        string role,
        ReadOnlySpan<byte> file
    )
    {
        if (role == RoleName.Root)
        {
            TakeRoot(published, pending, SignedFiles.ReadRoot(file));
            return;
        }

        var given = SignedFiles.ReadTargets(file);
        var waiting =
            pending.Find(role)
            ?? throw new TufException(
                TufFault.Refused,
                $"{StrictJson.Shown(role)}: nothing waits for signatures."
            );
        IEnumerable<IDelegator?> by =
            role == RoleName.Targets
                ? [pending.Root?.Content, published.Root]
                : [pending.Find(RoleName.Targets)?.Content, published.Targets];
        pending.Write(role, Merge(waiting, given, by, role).ToBytes());
    }

    /// <summary>A root may be made elsewhere as a whole: whoever may sign roots may also write them.</summary>
    private static void TakeRoot(Published published, PendingFolder pending, SignedFile<Root> given)
    {
        var next = (published.Root?.Version ?? 0) + 1;
        if (given.Content.Version != next)
        {
            throw new TufException(
                TufFault.VersionMismatch,
                $"root: version {given.Content.Version} instead of {next}."
            );
        }

        RootPlan.Check(given.Content);
        var waiting = pending.Root;
        var same = waiting?.Canonical.Span.SequenceEqual(given.Canonical.Span) == true;
        if (
            !same
            && published.Root is { } trusted
            && given.CountSignatures(trusted, RoleName.Root) == 0
        )
        {
            throw new TufException(
                TufFault.NotSigned,
                "root: no key of the root before has signed it, so it cannot take the place of what waits."
            );
        }

        pending.Write(
            RoleName.Root,
            Merge(
                    same ? waiting! : SignedFiles.Begin(given.Content),
                    given,
                    [published.Root, given.Content],
                    RoleName.Root
                )
                .ToBytes()
        );
    }

    private static SignedFile<T> Merge<T>(
        SignedFile<T> waiting,
        SignedFile<T> given,
        IEnumerable<IDelegator?> by,
        string role
    )
        where T : SignedPart
    {
        if (!waiting.Canonical.Span.SequenceEqual(given.Canonical.Span))
        {
            throw new TufException(
                TufFault.Refused,
                $"{StrictJson.Shown(role)}: what was signed is version {given.Content.Version}, and not what waits, version {waiting.Content.Version}."
            );
        }

        var keys = by.OfType<IDelegator>()
            .SelectMany(authority =>
                (authority.KeysOf(role)?.KeyIds ?? []).Select(id =>
                    (Id: id, Key: authority.Keys.Keys.GetValueOrDefault(id))
                )
            )
            .ToList();
        var good = given
            .Signatures.Where(signature =>
                keys.Any(key =>
                    key.Id == signature.KeyId
                    && key.Key?.Verify(given.Canonical.Span, signature.Value) == true
                )
            )
            .ToList();
        // One that waits with it already says nothing for those that came along.
        var isNew = good.Exists(signature => !waiting.Signatures.Contains(signature));
        var isKnown = given.Signatures.All(waiting.Signatures.Contains);
        return good.Count > 0 && (isNew || isKnown)
            ? good.Aggregate(waiting, (file, signature) => file.With(signature))
            : throw new TufException(
                TufFault.NotSigned,
                $"{StrictJson.Shown(role)}: none of its signatures is by a key of the role."
            );
    }
}
