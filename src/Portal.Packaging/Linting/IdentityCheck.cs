using System.Text;
using Portal.Packaging.Manifests;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Linting;

/// <summary>Whether a manifest calls its component what the URL calls it.</summary>
internal static class IdentityCheck
{
    public static IEnumerable<Finding> Run(
        ComponentManifest manifest,
        ReadOnlySpan<byte> yaml,
        ExpectedComponent? expected
    )
    {
        var findings = new List<Finding>();
        if (expected?.Name is { } name && manifest.Component != name)
        {
            findings.Add(
                new Finding(
                    ComponentCheck.NameRule,
                    $"The manifest is of the component '{manifest.Component}', and '{name}' was asked for.",
                    ComponentManifest.FileName,
                    LineOf(yaml, "component"u8),
                    "Send it under its own name, or mend the manifest."
                )
            );
        }

        // By text: a version is an identity, and 1.0 and 1.00 are two.
        if (expected?.Version is { } version && manifest.Version.Text != version)
        {
            findings.Add(
                new Finding(
                    ComponentCheck.VersionRule,
                    $"The manifest says version {manifest.Version}, and {version} was asked for.",
                    ComponentManifest.FileName,
                    LineOf(yaml, "version"u8),
                    "Send it under its own version, or mend the manifest."
                )
            );
        }

        return findings;
    }

    // The manifest was read already, so its keys stand at the beginning of their lines unless it is in flow style.
    private static int? LineOf(ReadOnlySpan<byte> yaml, ReadOnlySpan<byte> key)
    {
        var line = 1;
        foreach (var range in yaml.Split((byte)'\n'))
        {
            var text = yaml[range];
            text = line == 1 && text.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text;
            if (text.StartsWith(key) && text[key.Length..].TrimStart((byte)' ').StartsWith(":"u8))
            {
                return line;
            }

            line++;
        }

        return null;
    }
}
