using Portal.Parts;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>Signature classes in words for people.</summary>
public static class SignatureText
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        [SignatureClass.Broken.Text()] = "broken",
        [SignatureClass.None.Text()] = "unsigned",
        [SignatureClass.TestSigned.Text()] = "test-signed",
        [SignatureClass.Publisher.Text()] = "by its publisher",
        [SignatureClass.Microsoft.Text()] = "by Microsoft",
        [SignatureClass.Attested.Text()] = "attested",
        [SignatureClass.Whql.Text()] = "WHQL",
        [SignatureClass.Windows.Text()] = "part of Windows",
    };

    /// <summary>Such as <c>WHQL</c>, <c>by its publisher</c>.</summary>
    public static string Of(string word) => Words.GetValueOrDefault(word, word);

    /// <summary>As a minimum: <c>attested by Microsoft, or tested</c>.</summary>
    public static string Demand(string word) =>
        SignatureClasses.TryParse(word, out var found)
            ? found switch
            {
                SignatureClass.TestSigned => "signed by anybody",
                SignatureClass.Publisher => "signed by a publisher that Windows knows",
                SignatureClass.Attested => "attested by Microsoft, or tested",
                SignatureClass.Whql => "tested (WHQL)",
                _ => Of(word),
            }
            : word;

    /// <summary>One sentence: why a signature does not hold.</summary>
    public static string? Problem(string? word) => SignatureProblems.Parse(word)?.Sentence();

    public static Tone ToneOf(string word) =>
        SignatureClasses.TryParse(word, out var found)
            ? found switch
            {
                SignatureClass.Broken => Tone.Bad,
                SignatureClass.None or SignatureClass.TestSigned => Tone.Warn,
                _ => Tone.Ok,
            }
            : Tone.Warn;
}
