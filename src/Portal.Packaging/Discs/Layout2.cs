using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Discs;

/// <summary>The first layout with another install table, <see cref="InstallTable2"/>, and installers that read it.</summary>
internal sealed class Layout2 : Layout1
{
    private static readonly ComponentVersionNumber FirstInstaller = ComponentVersionNumber.Parse(
        "0.2.0"
    );

    public override int Number => 2;

    public override IReadOnlyList<Finding> Check(
        ReleaseLock release,
        IReadOnlyCollection<DiscComponent> components
    )
    {
        var findings = base.Check(release, components);
        var installer = release.Components.FirstOrDefault(c => c.Name == InstallerComponent.Name);
        return installer is not null && installer.Version < FirstInstaller
            ?
            [
                .. findings,
                new Finding(
                    "disc.installer",
                    $"'{installer.Name}' {installer.Version} cannot read the install table of layout {Number}.",
                    Mend: $"Take {FirstInstaller} or newer: let the recipe name no version of it."
                ),
            ]
            : findings;
    }

    protected override byte[] InstallTable(
        ReleaseLock release,
        IReadOnlyList<DiscComponent> components
    ) => InstallTable2.Write(release, components);
}
