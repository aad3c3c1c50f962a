namespace Portal.EndToEnd.Browser;

/// <summary>
/// Every page, by addresses at which it has something to show, and by those at which it has nothing or refuses. A page that
/// is missing here fails a test.
/// </summary>
internal static class Pages
{
    private const string Product = "/products/" + FilledPortal.Product;
    private const string Release = $"{Product}/releases";
    private const string ReleaseTemplate = "/products/{Product}/releases/{Version}";
    private const string ChannelTemplate = "/products/{Product}/channels/{Name}";
    private const string AdvisoryTemplate = "/components/{Name}/advisories/{Id}";
    private const string VersionTemplate = "/components/{Name}/{Version}";
    private const Who Everybody = Who.Anybody | Who.Administrator;
    private const Who SignedIn = Who.Maintainer | Who.Administrator;

    public static IReadOnlyList<PageExample> Of(FilledPortal filled)
    {
        ArgumentNullException.ThrowIfNull(filled);
        return
        [
            .. Public,
            .. Releases,
            .. Channels,
            .. Advisories,
            .. Work(filled),
            .. People(filled),
        ];
    }

    /// <summary>Those that list, in a <see cref="LongPortal"/>.</summary>
    public static IReadOnlyList<string> Long { get; } =
    [
        "/",
        "/search?q=many",
        "/products",
        Product,
        $"{Product}/members",
        $"{Product}/hosts",
        $"{Release}/new",
        $"{Release}/4.3/changes",
        "/components",
        "/components/qemu-guest-agent",
        "/components/qemu-guest-agent/8.2.2-1",
        "/advisories",
        FilledAdvisories.Open,
        "/projects",
        "/projects/qemu",
        "/projects/qemu/members",
        "/projects/qemu/robots",
        "/jobs",
        "/approvals",
        "/tokens",
        "/accounts",
        "/invitations",
        "/uploads/new",
    ];

    private static PageExample[] Public =>
        [
            new("/", "/", Everybody, Lists: true),
            new("/", "/?use=windows", Who.Anybody),
            new("/", "/?use=script", Who.Anybody),
            new("/search", "/search?q=agent", Who.Anybody),
            new("/search", "/search?q=nothing-at-all", Who.Anybody, Lists: true),
            new("/keys", "/keys", Who.Anybody, Lists: true),
            new("/errors", "/errors", Who.Anybody),
            new("/not-found", "/not-found", Everybody, Status: 404),
            new("/products", "/products", Everybody, Lists: true),
            new("/products/{Name}", Product, Everybody),
            new("/products/{Name}", "/products/none", Who.Anybody, Status: 404),
            new("/products/{Name}", $"/products/{FilledFollowing.Product}", Everybody),
            new("/products/{Name}/recipe", $"{Product}/recipe", Everybody),
            new("/components", "/components", Everybody, Lists: true),
            new("/components/{Name}", "/components/qemu-guest-agent", Everybody),
            new("/components/{Name}", "/components/none", Who.Anybody, Status: 404),
            new(VersionTemplate, "/components/qemu-guest-agent/8.2.2-1", Everybody),
            new(VersionTemplate, "/components/qemu-guest-agent/7.2.11-1", Who.Anybody),
            new(VersionTemplate, "/components/spice-vdagent/0.22.1-1", Who.Anybody),
            new(VersionTemplate, "/components/netkvm/0.1.285", Who.Anybody),
            new(VersionTemplate, "/components/netkvm/1", Who.Anybody, Status: 404),
            new(VersionTemplate, FilledPortal.LostVersion, Who.Anybody, Status: 500),
            new("/projects", "/projects", Everybody, Lists: true),
            new("/projects/{Name}", "/projects/qemu", Everybody),
            new("/jobs", "/jobs", Everybody, Lists: true),
            new("/sign-in", "/sign-in", Everybody),
            new("/sign-in/{Code}", "/sign-in/none", Who.Anybody, Status: 410),
            new("/invitation/{Code}", "/invitation/none", Who.Anybody, Status: 410),
        ];

    private static PageExample[] Releases =>
        [
            new(ReleaseTemplate, $"{Release}/4.3", Who.Anybody | SignedIn),
            new(ReleaseTemplate, $"{Release}/4.1", Who.Anybody),
            new(ReleaseTemplate, $"{Release}/4.0", Who.Anybody, Status: 410),
            new(ReleaseTemplate, $"{Release}/4.4", Everybody),
            new(ReleaseTemplate, $"{Release}/9.9", Who.Anybody, Status: 404),
            new($"{ReleaseTemplate}/contents", $"{Release}/4.3/contents", Who.Anybody),
            new(
                $"{ReleaseTemplate}/contents",
                $"{Release}/4.2/contents?under=projects/qemu-guest-agent/docs",
                Who.Anybody
            ),
            new(
                $"{ReleaseTemplate}/contents",
                $"{Release}/4.2/contents?under=none",
                Who.Anybody,
                Status: 404
            ),
            new($"{ReleaseTemplate}/changes", $"{Release}/4.3/changes", Who.Anybody),
            new($"{ReleaseTemplate}/log", $"{Release}/4.4/log", Everybody),
        ];

    private static PageExample[] Channels =>
        [
            new(
                "/products/{Product}/channels",
                $"{Product}/channels",
                Who.Anybody | Who.Maintainer
            ),
            new(
                "/products/{Product}/channels",
                "/products/none/channels",
                Who.Anybody,
                Status: 404
            ),
            new(ChannelTemplate, $"{Product}/channels/stable", Who.Anybody | Who.Maintainer),
            new(ChannelTemplate, $"{Product}/channels/candidate", Who.Maintainer),
            new(ChannelTemplate, $"{Product}/channels/debian-12", Who.Anybody),
            new(ChannelTemplate, $"{Product}/channels/none", Who.Anybody, Status: 404),
            new("/products/{Product}/channels/new", $"{Product}/channels/new", Who.Maintainer),
            new($"{ChannelTemplate}/promote", $"{Product}/channels/stable/promote", Who.Maintainer),
            new(
                $"{ChannelTemplate}/promote",
                $"{Product}/channels/candidate/promote?release=4.1",
                Who.Maintainer
            ),
            new(
                $"{ChannelTemplate}/promote",
                $"{Product}/channels/debian-12/promote",
                Who.Maintainer,
                Status: 403
            ),
            new(
                $"{ChannelTemplate}/do/{{Action}}",
                $"{Product}/channels/stable/do/halt",
                Who.Maintainer
            ),
            new(
                $"{ChannelTemplate}/settings",
                $"{Product}/channels/stable/settings",
                Who.Maintainer
            ),
            new("/products/{Product}/hosts", $"{Product}/hosts", SignedIn),
            new("/products/{Product}/hosts", $"{Product}/hosts?channel=stable", Who.Maintainer),
            new("/products/{Product}/hosts", $"{Product}/hosts?channel=debian-12", Who.Maintainer),
            new("/products/{Product}/hosts", "/products/none/hosts", Who.Maintainer, Status: 404),
            new("/distros", "/distros", Everybody, Lists: true),
            new("/distros/{Name}", "/distros/debian", Everybody),
            new("/distros/{Name}", "/distros/none", Who.Anybody, Status: 404),
            new("/distros/new", "/distros/new", Who.Administrator),
        ];

    private static PageExample[] Advisories =>
        [
            new("/advisories", "/advisories", Everybody, Lists: true),
            new("/advisories", "/advisories?id=CVE-2026-9999", Who.Anybody),
            new(AdvisoryTemplate, FilledAdvisories.Open, Who.Anybody | Who.Maintainer),
            new(AdvisoryTemplate, FilledAdvisories.Withdrawn, Who.Anybody),
            new(AdvisoryTemplate, $"{FilledAdvisories.Open}-9", Who.Anybody, Status: 404),
            new($"{AdvisoryTemplate}/edit", $"{FilledAdvisories.Open}/edit", Who.Maintainer),
            new(
                $"{AdvisoryTemplate}/edit",
                $"{FilledAdvisories.Withdrawn}/edit",
                Who.Maintainer,
                Status: 409
            ),
            new(
                $"{AdvisoryTemplate}/withdraw",
                $"{FilledAdvisories.Open}/withdraw",
                Who.Maintainer
            ),
            new(
                "/components/{Name}/advisories/new",
                "/components/qemu-guest-agent/advisories/new",
                Who.Maintainer
            ),
            new(
                "/components/{Name}/advisories/new",
                "/components/spice-vdagent/advisories/new",
                Who.Maintainer,
                Status: 403
            ),
        ];

    private static PageExample[] Work(FilledPortal filled) =>
        [
            new("/products/new", "/products/new", Who.Administrator),
            new("/products/new", "/products/new", Who.Maintainer, Status: 403),
            new("/products/{Name}/recipe/edit", $"{Product}/recipe/edit", Who.Maintainer),
            new("/products/{Product}/releases/new", $"{Release}/new", Who.Maintainer),
            new($"{ReleaseTemplate}/withdraw", $"{Release}/4.3/withdraw", Who.Administrator),
            new("/uploads/new", "/uploads/new", SignedIn, Lists: true),
            new("/uploads/{Id}", filled.HalfUpload, Who.Administrator),
            new("/uploads/{Id}", filled.RefusedUpload, Who.Administrator),
            new("/uploads/{Id}", filled.HalfUpload, Who.Maintainer, Status: 404),
            new("/projects/new", "/projects/new", Who.Administrator),
            new("/projects/request", "/projects/request", SignedIn),
        ];

    private static PageExample[] People(FilledPortal filled) =>
        [
            new("/products/{Name}/following", $"{Product}/following", Who.Administrator),
            new(
                "/products/{Name}/following",
                $"/products/{FilledFollowing.Product}/following",
                Who.Administrator
            ),
            new(
                "/products/{Name}/following",
                "/products/none/following",
                Who.Administrator,
                Status: 404
            ),
            new("/products/{Product}/members", $"{Product}/members", SignedIn),
            new("/products/{Product}/robots", $"{Product}/robots", Who.Maintainer),
            new("/products/{Product}/webhooks", $"{Product}/webhooks", Who.Maintainer),
            new(
                "/products/{Product}/webhooks",
                "/products/none/webhooks",
                Who.Maintainer,
                Status: 403
            ),
            new("/products/{Product}/webhooks/{Id:guid}", filled.Webhook, Who.Maintainer),
            new(
                "/products/{Product}/webhooks/{Id:guid}",
                $"{Product}/webhooks/{Guid.Empty}",
                Who.Maintainer,
                Status: 404
            ),
            new("/projects/{Project}/members", "/projects/qemu/members", SignedIn),
            new(
                "/projects/{Project}/members",
                "/projects/spice/members",
                Who.Maintainer,
                Status: 403
            ),
            new("/projects/{Project}/robots", "/projects/qemu/robots", SignedIn),
            new("/approvals", "/approvals", Who.Administrator, Lists: true),
            new("/tokens", "/tokens", SignedIn, Lists: true),
            new("/audit", "/audit", Who.Administrator),
            new("/audit", "/audit", Who.Maintainer, Status: 403),
            new("/accounts", "/accounts", Who.Administrator),
            new("/accounts/{Name}", "/accounts/anna", Who.Administrator),
            new("/accounts/{Name}", "/accounts/none", Who.Administrator, Status: 404),
            new("/invitations", "/invitations", SignedIn, Lists: true),
            new("/invitation/{Code}", filled.Invitation, Who.Anybody),
            new("/account", "/account", SignedIn),
            new("/account/second-factor", "/account/second-factor", Who.Administrator),
            new("/sign-out", "/sign-out", Who.Administrator),
        ];
}
