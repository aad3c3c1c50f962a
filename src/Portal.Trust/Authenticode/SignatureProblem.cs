namespace Portal.Trust.Authenticode;

/// <summary>Why a signature does not hold.</summary>
public enum SignatureProblem
{
    /// <summary>It is no PKCS #7 signature of the right content, or is larger than any that is read.</summary>
    Malformed,

    /// <summary>The certificate table of the file does not lie at its end, or its entries do not fill it.</summary>
    Misplaced,

    /// <summary>The file is hashed by something other than SHA-1 and SHA-256.</summary>
    Algorithm,

    /// <summary>The file was changed after it was signed.</summary>
    Altered,

    /// <summary>The certificate in the signature did not make it.</summary>
    Forged,

    /// <summary>The certificate was not valid when the file was signed, as far as a trusted timestamp tells; without one: now.</summary>
    Expired,

    /// <summary>The certificate, or one above it, is not for signing code.</summary>
    Purpose,

    /// <summary>A certificate between the signer's and the root is wrong.</summary>
    Chain,
}

/// <summary>Problems as they are written and said.</summary>
public static class SignatureProblems
{
    private static readonly (string Text, string Sentence)[] Table =
    [
        ("malformed", "The signature cannot be read."),
        ("misplaced", "The signature does not lie where one has to."),
        ("algorithm", "The signature is by a hash other than SHA-1 and SHA-256."),
        ("altered", "The file was changed after it was signed."),
        ("forged", "The signature was not made by the certificate that it names."),
        ("expired", "The certificate was not valid, and no timestamp shows an earlier day."),
        ("purpose", "The certificate is not for signing code."),
        ("chain", "The certificates between the signer and the root do not hold."),
    ];

    public static string Text(this SignatureProblem problem) => Table[(int)problem].Text;

    /// <summary>One sentence for a person.</summary>
    public static string Sentence(this SignatureProblem problem) => Table[(int)problem].Sentence;

    public static SignatureProblem? Parse(string? text)
    {
        var at = Array.FindIndex(Table, row => row.Text == text);
        return at < 0 ? null : (SignatureProblem)at;
    }
}
