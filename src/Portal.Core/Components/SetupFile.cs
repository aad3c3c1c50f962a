using Portal.Packaging.Contents;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>The <c>setup.exe</c> of a version of the installers.</summary>
/// <param name="Installers">That version, whose content it is.</param>
/// <param name="Project">Whose the installers are.</param>
/// <param name="Entry">Its path in the component, length and digest.</param>
/// <param name="Signature">As it was found at upload; null: it is not signed.</param>
public sealed record SetupFile(
    ComponentVersion Installers,
    string Project,
    ContentEntry Entry,
    SignedFile? Signature
)
{
    /// <summary>What stands between the version of the installers and the number of the signing.</summary>
    public const string Mark = "+signed.";

    /// <summary>The version that was signed: without the number of a signing.</summary>
    public string BaseVersion =>
        Installers.Version.IndexOf(Mark, StringComparison.Ordinal) is var at and >= 0
            ? Installers.Version[..at]
            : Installers.Version;

    /// <summary>Windows names its publisher to everybody: the certificate leads to a root of Microsoft's programme.</summary>
    public bool IsKnownToWindows =>
        SignatureClasses.TryParse(Signature?.Class, out var found)
        && found >= SignatureClass.Publisher;
}
