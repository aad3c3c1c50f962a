namespace Portal.Packaging.Contents;

/// <summary>The names that Windows gives to devices in every folder, whatever their extension.</summary>
internal static class DeviceNames
{
    /// <summary>True for <c>CON</c>, <c>nul.txt</c>, <c>COM1</c>, <c>lpt². tar</c> and the like.</summary>
    public static bool Has(string segment)
    {
        // Windows cuts at the first dot (or the colon, which no path has) and drops spaces before it.
        var dot = segment.IndexOf('.', StringComparison.Ordinal);
        var name = (dot < 0 ? segment : segment[..dot]).TrimEnd(' ').ToUpperInvariant();
        return name is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$" or "CLOCK$"
            || (
                name.Length == 4
                && (
                    name.StartsWith("COM", StringComparison.Ordinal)
                    || name.StartsWith("LPT", StringComparison.Ordinal)
                )
                && IsPort(name[3])
            );
    }

    // The superscripts one, two and three count as digits.
    private static bool IsPort(char c) =>
        char.IsAsciiDigit(c) || c is '\u00B9' or '\u00B2' or '\u00B3';
}
