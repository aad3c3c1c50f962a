using Portal.Packaging.Manifests.Yaml;

namespace Portal.Packaging.Manifests;

/// <summary>A field of a manifest that is the address of a page: absolute, https or http, without a user in it.</summary>
internal static class WebAddress
{
    private const int MaximumLength = 500;

    public static Uri? Read(FieldReader fields, string key, ManifestFindings findings)
    {
        if (fields.Text(key) is not { } given)
        {
            return null;
        }

        if (
            given.Text.Length <= MaximumLength
            && Uri.TryCreate(given.Text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address.UserInfo == ""
        )
        {
            return address;
        }

        findings.Add(
            "manifest.address",
            given.Line,
            $"{Quote.Of(given.Text)} is not the address of a page.",
            $"'{key}' is one such as https://example.org/agent, of at most {MaximumLength} characters."
        );
        return null;
    }
}
