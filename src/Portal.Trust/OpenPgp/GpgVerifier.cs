using System.Globalization;
using System.Text;

namespace Portal.Trust.OpenPgp;

/// <summary>
/// Checks detached signatures with <c>gpgv</c> against given keys only: no key of the user's own, no network, no agent.
/// The answer comes from gpgv's status lines and its exit code together.
/// </summary>
/// <param name="gpgv">Name on PATH, or path, of gpgv 2.2 or later.</param>
public sealed class GpgVerifier(string gpgv = "gpgv")
{
    // A signature file is a few hundred bytes; several signers make a few of them.
    private const int MaxSignature = 64 * 1024;

    /// <summary>Checks one detached signature.</summary>
    /// <param name="armoredKeys">The keys to trust: text with one or more <c>PGP PUBLIC KEY BLOCK</c>s.</param>
    /// <param name="signature">The detached signature, armored or binary.</param>
    /// <param name="data">What was signed; read from where it stands to its end, never kept in memory.</param>
    /// <exception cref="GpgException">gpgv is not installed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; gpgv is killed.</exception>
    public async Task<GpgVerification> VerifyAsync(
        string armoredKeys,
        ReadOnlyMemory<byte> signature,
        Stream data,
        CancellationToken cancellationToken = default
    )
    {
        if (!Armor.TryDecode(Armor.PublicKeyBlock, armoredKeys, out var keyring))
        {
            return Malformed("The keyring holds no PGP public key block.");
        }

        if (!TryReadSignature(signature, out var packets))
        {
            return Malformed("The signature is no detached OpenPGP signature.");
        }

        var folder = Directory.CreateTempSubdirectory("gtp-verify-").FullName;
        try
        {
            var keyringFile = Path.Combine(folder, "keyring.gpg");
            var signatureFile = Path.Combine(folder, "signature.sig");
            await File.WriteAllBytesAsync(keyringFile, keyring, cancellationToken)
                .ConfigureAwait(false);
            await File.WriteAllBytesAsync(signatureFile, packets, cancellationToken)
                .ConfigureAwait(false);
            string[] arguments =
            [
                "--homedir",
                folder,
                "--status-fd",
                "2",
                "--weak-digest",
                "SHA1",
                "--weak-digest",
                "RIPEMD160",
                "--keyring",
                keyringFile,
                "--",
                signatureFile,
                "-",
            ];
            using var process = GpgProcess.Start(gpgv, folder, arguments);
            await FeedAsync(data, process, cancellationToken).ConfigureAwait(false);
            return Judge(await process.CompleteAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FeedAsync(
        Stream data,
        GpgProcess process,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = await data.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            try
            {
                await process
                    .Input.WriteAsync(buffer.AsMemory(0, read), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (IOException)
            {
                // gpgv has seen enough, such as an unknown key, and ended: its status says so.
                return;
            }
        }
    }

    private static GpgVerification Judge(GpgResult result)
    {
        var detail = string.Join(" | ", result.Messages);
        var valid = result.StatusFields("VALIDSIG");
        // VALIDSIG fingerprint date timestamp expires version reserved key-algorithm digest class primary-fingerprint
        var fingerprint = valid is { Length: >= 10 } ? valid[9] : null;
        DateTimeOffset? signedAt =
            valid is { Length: >= 3 }
            && long.TryParse(
                valid[2],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;

        GpgVerification Verdict(GpgVerdict verdict) => new(verdict, fingerprint, signedAt, detail);
        bool Says(string keyword) => result.StatusFields(keyword) is not null;

        if (Says("BADSIG"))
        {
            return new GpgVerification(GpgVerdict.BadSignature, null, null, detail);
        }

        // ERRSIG keyid key-algorithm digest class timestamp reason fingerprint; reason 9 is a missing key
        if (result.StatusFields("ERRSIG") is { } error)
        {
            var unknown = error.ElementAtOrDefault(5) == "9";
            var claimed = error.ElementAtOrDefault(6) is { Length: 40 } full
                ? full
                : error.ElementAtOrDefault(0);
            return new GpgVerification(
                unknown ? GpgVerdict.UnknownKey : GpgVerdict.BadSignature,
                unknown ? claimed : null,
                null,
                detail
            );
        }

        if (Says("REVKEYSIG"))
        {
            return Verdict(GpgVerdict.RevokedKey);
        }

        if (Says("EXPKEYSIG") || Says("EXPSIG"))
        {
            return Verdict(GpgVerdict.ExpiredKey);
        }

        return
            Says("GOODSIG")
            && fingerprint is not null
            && signedAt is not null
            && result.ExitCode == 0
            ? Verdict(GpgVerdict.Good)
            : new GpgVerification(GpgVerdict.Malformed, null, null, detail);
    }

    private static bool TryReadSignature(ReadOnlyMemory<byte> signature, out byte[] packets)
    {
        packets = [];
        if (signature.Length is 0 or > MaxSignature)
        {
            return false;
        }

        if (signature.Span[0] == '-')
        {
            return Armor.TryDecode(
                    Armor.Signature,
                    Encoding.ASCII.GetString(signature.Span),
                    out packets
                ) && Packets.AreAllSignatures(packets);
        }

        packets = signature.ToArray();
        return Packets.AreAllSignatures(packets);
    }

    private static GpgVerification Malformed(string detail) =>
        new(GpgVerdict.Malformed, null, null, detail);
}
