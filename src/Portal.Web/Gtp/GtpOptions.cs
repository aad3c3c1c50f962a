namespace Portal.Gtp;

/// <summary>The packages of gtp that this portal hands out.</summary>
internal sealed class GtpOptions
{
    public const string Section = "Gtp";

    /// <summary>
    /// Folder of what is served below /cli/, as packaging/build makes it. Default: <c>cli</c> beside the program.
    /// </summary>
    public string Path { get; set; } = "";
}
