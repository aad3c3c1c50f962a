namespace Portal.Setup;

/// <summary>How a run ends: docs/formats.md, the same for every installer on the disc.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Partial = 3;
    public const int Reboot = 10;
    public const int Current = 11;
    public const int Unsupported = 20;
    public const int Dependency = 21;
    public const int Integrity = 22;
    public const int Busy = 23;
    public const int Policy = 24;
}
