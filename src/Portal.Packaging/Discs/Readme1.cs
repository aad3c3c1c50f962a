using System.Globalization;
using System.Text;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;

namespace Portal.Packaging.Discs;

/// <summary><c>README.txt</c> at the root of a disc: UTF-8, lines end with CR LF, as Notepad of old Windows needs.</summary>
internal static class Readme1
{
    /// <param name="release">What the disc is made from.</param>
    /// <param name="components">In install order.</param>
    public static byte[] Write(ReleaseLock release, IReadOnlyList<DiscComponent> components)
    {
        var title = $"{release.Title} {release.Version}";
        var date = DateTimeOffset
            .FromUnixTimeSeconds(release.Epoch)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text = $"""
            {title}
            {new string('=', title.Length)}

            Drivers and agents for virtual machines: product {release.Product}, version {release.Version}, {date}.


            Install
            -------

            {InstallText(components)}

            Verify
            ------

            On any system with coreutils and OpenSSL, in the folder where this disc is mounted:

                sha256sum -c guest-tools/SHA256SUMS
                openssl dgst -sha256 -verify guest-tools/disc-key.pem -signature guest-tools/SHA256SUMS.sig guest-tools/SHA256SUMS

            This shows that the disc is as it was signed with the key on it. Whose key it is, only a copy of the key
            from elsewhere can show: compare it with the one that the publisher of this disc has on its pages.


            What is on it
            -------------

            {ComponentsText(components)}
            The files are in the folder projects. Components that bring license files have them in the folder licenses.
            The exact versions are in guest-tools/release.json.

            """;
        return Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
    }

    private static string InstallText(IReadOnlyList<DiscComponent> components)
    {
        var installer = components
            .First(c => c.Manifest.Component == InstallerComponent.Name)
            .Content;
        var text = new StringBuilder();
        if (installer.Find(InstallerComponent.DiscFolder + "install.sh") is not null)
        {
            text.Append(
                """
                Linux, as root, in the folder where this disc is mounted:

                    sh install.sh install


                """
            );
        }

        string[] setups =
        [
            .. new[] { "setup.exe", "setup.cmd" }.Where(setup =>
                installer.Find(InstallerComponent.DiscFolder + setup) is not null
            ),
        ];
        if (setups is [var first, ..])
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"Windows, as administrator: run {first} on this disc.\n"
            );
        }

        if (setups is [_, var second])
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"Windows 7 without .NET Framework 4: run {second} in its place.\n"
            );
        }

        return text.ToString();
    }

    private static string ComponentsText(IReadOnlyList<DiscComponent> components)
    {
        var text = new StringBuilder();
        foreach (var manifest in components.Select(c => c.Manifest))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{manifest.Component} {manifest.Version}\n    {manifest.Summary}\n    License: {manifest.License}\n\n"
            );
        }

        return text.ToString();
    }
}
