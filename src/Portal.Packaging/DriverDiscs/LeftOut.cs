namespace Portal.Packaging.DriverDiscs;

/// <summary>Something on a disc that is not imported.</summary>
/// <param name="Path">A file, or a folder with all below it.</param>
/// <param name="Files">How many.</param>
/// <param name="Reason">Half a sentence: <c>no version of Windows is called so</c>.</param>
public sealed record LeftOut(string Path, int Files, string Reason);
