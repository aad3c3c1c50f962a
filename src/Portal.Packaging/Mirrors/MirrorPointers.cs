using System.Globalization;
using System.Text;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Packaging.Mirrors;

/// <summary>What became of a channel's RELEASE.</summary>
/// <param name="Files">That the tree is to hold.</param>
internal sealed record BroughtPointer(bool IsChanged, IReadOnlyList<string> Files);

/// <summary>
/// RELEASE and RELEASE.asc, for whoever has nothing but gpgv. Theirs is another key than the update repository's, and readers
/// check it; here is seen to it that both are of one signing, and that the tree has the image they name.
/// </summary>
internal sealed class MirrorPointers(MirrorTree tree, IMirrorSource source, TimeProvider clock)
{
    private const int Most = 1024 * 1024;
    private const int Tries = 5;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>True when the tree's says something else than the channel's metadata, or half of its time is over.</summary>
    public bool IsDue(MirrorChannel channel)
    {
        if (
            channel.HandsOut(file => tree.Read(MirrorPaths.Target(file.HashedPath)))
            is not { } expected
        )
        {
            return false;
        }

        if (tree.Read(MirrorPaths.SignedPointer(channel.Product, channel.Name)) is not { } text)
        {
            return true;
        }

        var fields = Fields(text);
        return fields.GetValueOrDefault("Version") != expected.Version
            || (fields.GetValueOrDefault("Status") == "ready") == expected.IsWithdrawn
            || Time("Date") is not { } date
            || Time("Valid-Until") is not { } until
            || clock.GetUtcNow() > date + ((until - date) / 2);

        DateTimeOffset? Time(string name) =>
            DateTimeOffset.TryParse(
                fields.GetValueOrDefault(name),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
                ? time
                : null;
    }

    /// <summary>Takes over what the source has; what cannot be taken now leaves the tree's as it is, for the next run.</summary>
    public async Task<BroughtPointer> BringAsync(
        MirrorChannel channel,
        CancellationToken cancellationToken
    )
    {
        var text = MirrorPaths.SignedPointer(channel.Product, channel.Name);
        var signature = MirrorPaths.PointerSignature(channel.Product, channel.Name);
        string[] here = tree.Has(text) ? [text, signature] : [];
        (byte[] Text, byte[] Signature)? pair;
        try
        {
            pair = await PairAsync(text, signature, cancellationToken).ConfigureAwait(false);
        }
        catch (TufException e) when (e.Fault == TufFault.Unavailable)
        {
            // It is being signed, or the source went away after all that hosts need was there.
            return new BroughtPointer(false, here);
        }

        if (pair is not { } found)
        {
            return new BroughtPointer(false, []);
        }

        var fields = Fields(found.Text);
        if (
            channel.ImageOf(
                fields.GetValueOrDefault("Version", ""),
                fields.GetValueOrDefault("SHA256", "")
            )
                is not { } image
            || !tree.Has(image)
        )
        {
            return new BroughtPointer(false, here);
        }

        var isChanged = tree.Write(text, found.Text) | tree.Write(signature, found.Signature);
        return new BroughtPointer(isChanged, [text, signature]);
    }

    /// <summary>A small file; null when there is none.</summary>
    public async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var stream = await source.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        if (stream is null)
        {
            return null;
        }

        await using (stream.ConfigureAwait(false))
        {
            return await BoundedCopy
                .ReadAsync(stream, Most, path, Silence, clock, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>The text was the same before and after the signature was read: then that is its signature.</summary>
    private async Task<(byte[] Text, byte[] Signature)?> PairAsync(
        string text,
        string signature,
        CancellationToken cancellationToken
    )
    {
        var before = await ReadAsync(text, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < Tries && before is not null; i++)
        {
            var signed = await ReadAsync(signature, cancellationToken).ConfigureAwait(false);
            var after = await ReadAsync(text, cancellationToken).ConfigureAwait(false);
            if (signed is not null && after is not null && before.AsSpan().SequenceEqual(after))
            {
                return (after, signed);
            }

            before = after;
        }

        return before is null
            ? null
            : throw new TufException(TufFault.Unavailable, $"{text} changes all the time.");
    }

    private static Dictionary<string, string> Fields(byte[] text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            if (line.Split(": ", 2) is [var name, var value])
            {
                fields.TryAdd(name, value);
            }
        }

        return fields;
    }
}
