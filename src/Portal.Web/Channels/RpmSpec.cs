using System.Text;
using Portal.Images;
using Portal.Protocol;
using Portal.Protocol.Releases;

namespace Portal.Channels;

/// <summary>
/// A spec file that makes an RPM package of a pinned ISO, without any other tool than rpmbuild and coreutils. The package has
/// the ISO and a link of a name that stays, as distributions ship virtio-win.
/// </summary>
internal static class RpmSpec
{
    /// <param name="product">Its name.</param>
    /// <param name="title">Its title, as somebody wrote it.</param>
    /// <param name="version">Of the release.</param>
    /// <param name="image">Address of the ISO.</param>
    /// <param name="page">Address of the channel's page.</param>
    /// <param name="licenses">SPDX expressions of what is on it.</param>
    public static string Of(
        string product,
        string title,
        string version,
        Digest sha256,
        Uri image,
        Uri page,
        IReadOnlyList<string> licenses
    )
    {
        var iso = ReleaseFiles.Image(product, version);
        return $$"""
            # {{Text(
                page.AbsoluteUri
            )}} hands this out; whoever packages the next release fetches this file again.
            %global iso_sha256 {{sha256.Hex}}

            Name:           {{product}}
            Version:        {{VersionOf(version)}}
            Release:        1%{?dist}
            Summary:        {{Text(title)}}, an ISO for virtual machines
            License:        {{LicenseOf(licenses)}}
            URL:            {{Text(page.AbsoluteUri)}}
            Source0:        {{Text(image.AbsoluteUri)}}
            BuildArch:      noarch

            %description
            {{Text(title)}} {{Text(
                version
            )}} as an ISO that installs in Linux and Windows guests. Hypervisors
            insert it into the CD drive of a guest.

            %prep
            echo "%{iso_sha256}  %{SOURCE0}" | sha256sum --check

            %build

            %install
            install -D -p -m 0644 %{SOURCE0} %{buildroot}%{_datadir}/%{name}/{{iso}}
            ln -s {{iso}} %{buildroot}%{_datadir}/%{name}/%{name}.iso

            %files
            %dir %{_datadir}/%{name}
            %{_datadir}/%{name}/{{iso}}
            %{_datadir}/%{name}/%{name}.iso

            """;
    }

    /// <summary>RPM parts version and release by the hyphen, which a version of ours may hold; <c>_</c> sorts as it does.</summary>
    internal static string VersionOf(string version) => version.Replace('-', '_');

    /// <summary>All of them hold for the one file.</summary>
    private static string LicenseOf(IReadOnlyList<string> licenses) =>
        licenses.Count switch
        {
            // Components that are not known here any more.
            0 => "LicenseRef-Unknown",
            1 => Text(licenses[0]),
            _ => string.Join(
                " AND ",
                licenses.Select(l => l.Contains(' ') ? $"({Text(l)})" : Text(l))
            ),
        };

    /// <summary>One line in which nothing is a macro.</summary>
    private static string Text(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            line.Append(
                c switch
                {
                    '%' => "%%",
                    _ when char.IsControl(c) => " ",
                    _ => c.ToString(),
                }
            );
        }

        return line.ToString().Trim();
    }
}
