namespace Portal.Trust.Authenticode;

/// <summary>
/// Who stands behind a signed file, the least first, so that a minimum is a comparison. The classes of Microsoft's hardware
/// programme are told by the purposes in the signer's certificate; its page "How to validate the Microsoft signature" lists
/// them.
/// </summary>
public enum SignatureClass
{
    /// <summary>There is a signature and it does not hold.</summary>
    Broken,

    /// <summary>There is none.</summary>
    None,

    /// <summary>It holds, by a certificate that leads to no root of Microsoft's root programme: a test certificate, as a rule.</summary>
    TestSigned,

    /// <summary>By a certificate that leads to a root of Microsoft's root programme: a company known by name.</summary>
    Publisher,

    /// <summary>By Microsoft itself, neither as a driver nor as Windows.</summary>
    Microsoft,

    /// <summary>A driver that Microsoft signed because its maker attested to it; nobody tested it. Windows 10 and later, not Server.</summary>
    Attested,

    /// <summary>A driver that passed the tests of Windows' hardware lab kit.</summary>
    Whql,

    /// <summary>A part of Windows.</summary>
    Windows,
}

/// <summary>Classes as they are written.</summary>
public static class SignatureClasses
{
    private static readonly string[] Texts =
    [
        "broken",
        "unsigned",
        "test-signed",
        "publisher",
        "microsoft",
        "attested",
        "whql",
        "windows",
    ];

    /// <summary>Every class as text, the least first.</summary>
    public static IReadOnlyList<string> All => Texts;

    public static string Text(this SignatureClass value) => Texts[(int)value];

    public static bool TryParse(string? text, out SignatureClass value)
    {
        var at = Array.IndexOf(Texts, text);
        value = (SignatureClass)Math.Max(at, 0);
        return at >= 0;
    }
}
