using Portal.Packaging.Manifests;

namespace Portal.Components;

/// <summary>What an install entry says beyond its files, in the words of a reader.</summary>
public static class OptionsText
{
    /// <summary>A line each; none where everything is as the kind has it.</summary>
    public static IEnumerable<string> Of(InstallEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var options = entry.Options;
        if (options.Switches is { } switches)
        {
            yield return $"with {switches}";
        }

        if (options.Product is { } product)
        {
            yield return $"listed by Windows as {product}";
        }

        if (options.Uninstall is { } uninstall)
        {
            yield return $"taken away with {uninstall}";
        }

        if (entry.Kind is InstallKind.Msi or InstallKind.Exe && !IsUsual(options))
        {
            yield return $"success is {Codes(options.SuccessCodes)}; with a reboot, {Codes(options.RestartCodes)}";
        }

        if (options.Reboot is not RebootRule.Asked)
        {
            yield return options.Reboot is RebootRule.Always
                ? "a reboot after each change"
                : "never a reboot, even when it asks";
        }
    }

    private static bool IsUsual(InstallOptions options) =>
        options is { SuccessCodes: [0], RestartCodes: [1641, 3010] };

    private static string Codes(IReadOnlyList<uint> codes) =>
        codes.Count == 0 ? "none" : string.Join(", ", codes);
}
