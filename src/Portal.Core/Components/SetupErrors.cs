using Portal.Problems;

namespace Portal.Components;

/// <summary>Why a setup.exe is not taken as the signed one.</summary>
public static class SetupErrors
{
    public static readonly Error Missing = new(
        "setup.missing",
        ErrorKind.NotFound,
        "No installers with a setup.exe are published on this portal"
    );

    public static readonly Error Differs = new(
        "setup.differs",
        ErrorKind.Unprocessable,
        "The file is not this portal's setup.exe: sign the one that gtp installer export gives"
    );

    public static readonly Error NotSigned = new(
        "setup.unsigned",
        ErrorKind.Unprocessable,
        "The file has no signature"
    );

    public static readonly Error BrokenSignature = new(
        "setup.broken-signature",
        ErrorKind.Unprocessable,
        "The signature of the file does not hold"
    );

    public static readonly Error Yanked = new(
        "setup.yanked",
        ErrorKind.Conflict,
        "This very file was published before, and yanked since"
    );
}
