namespace Portal.EndToEnd.Browser;

/// <param name="Template">As the route table has it.</param>
/// <param name="Path">One of its addresses in a <see cref="FilledPortal"/>.</param>
/// <param name="Public">Everybody may look.</param>
/// <param name="Lists">It is there on an empty portal, too, and says how to begin.</param>
internal sealed record PageExample(
    string Template,
    string Path,
    bool Public = true,
    bool Lists = false
);

/// <summary>Every page, by an address at which it has something to show. A page that is missing here fails a test.</summary>
internal static class Pages
{
    private const string Product = "/products/guest-tools";

    public static readonly IReadOnlyList<PageExample> All =
    [
        new("/", "/", Lists: true),
        new("/search", "/search?q=agent", Lists: true),
        new("/search", "/search?q=nothing-at-all"),
        new("/keys", "/keys", Lists: true),
        new("/errors", "/errors"),
        new("/not-found", "/not-found"),
        new("/products", "/products", Lists: true),
        new("/products/new", "/products/new", Public: false, Lists: true),
        new("/products/{Name}", Product),
        new("/products/{Name}", "/products/none"),
        new("/products/{Name}/recipe", $"{Product}/recipe"),
        new("/products/{Name}/recipe/edit", $"{Product}/recipe/edit", Public: false),
        new("/products/{Product}/members", $"{Product}/members", Public: false),
        new("/products/{Product}/robots", $"{Product}/robots", Public: false),
        new("/products/{Product}/releases/new", $"{Product}/releases/new", Public: false),
        new("/products/{Product}/releases/{Version}", $"{Product}/releases/4.3"),
        new("/products/{Product}/releases/{Version}", $"{Product}/releases/4.1"),
        new("/products/{Product}/releases/{Version}", $"{Product}/releases/9.9"),
        new("/products/{Product}/releases/{Version}/contents", $"{Product}/releases/4.3/contents"),
        new(
            "/products/{Product}/releases/{Version}/contents",
            $"{Product}/releases/4.3/contents?under=projects/qemu-guest-agent/docs"
        ),
        new("/products/{Product}/releases/{Version}/changes", $"{Product}/releases/4.3/changes"),
        new("/products/{Product}/releases/{Version}/log", $"{Product}/releases/4.3/log"),
        new(
            "/products/{Product}/releases/{Version}/withdraw",
            $"{Product}/releases/4.3/withdraw",
            Public: false
        ),
        new("/components", "/components", Lists: true),
        new("/components/{Name}", "/components/qemu-guest-agent"),
        new("/components/{Name}", "/components/none"),
        new("/components/{Name}/{Version}", "/components/qemu-guest-agent/8.2.2-1"),
        new("/components/{Name}/{Version}", "/components/qemu-guest-agent/7.2.11-1"),
        new("/components/{Name}/{Version}", "/components/spice-vdagent/0.22.1-1"),
        new("/uploads/new", "/uploads/new", Public: false, Lists: true),
        new("/uploads/{Id}", "/uploads/00000000000000000000000000000000", Public: false),
        new("/projects", "/projects", Lists: true),
        new("/projects/new", "/projects/new", Public: false, Lists: true),
        new("/projects/request", "/projects/request", Public: false, Lists: true),
        new("/projects/{Name}", "/projects/qemu"),
        new("/projects/{Project}/members", "/projects/qemu/members", Public: false),
        new("/projects/{Project}/robots", "/projects/qemu/robots", Public: false),
        new("/jobs", "/jobs", Lists: true),
        new("/approvals", "/approvals", Public: false, Lists: true),
        new("/tokens", "/tokens", Public: false, Lists: true),
        new("/audit", "/audit", Public: false, Lists: true),
        new("/accounts", "/accounts", Public: false, Lists: true),
        new("/accounts/{Name}", "/accounts/admin", Public: false, Lists: true),
        new("/invitations", "/invitations", Public: false, Lists: true),
        new("/invitation/{Code}", "/invitation/none"),
        new("/account", "/account", Public: false, Lists: true),
        new("/account/second-factor", "/account/second-factor", Public: false, Lists: true),
        new("/sign-in", "/sign-in", Lists: true),
        new("/sign-in/{Code}", "/sign-in/none"),
        new("/sign-out", "/sign-out", Public: false, Lists: true),
    ];
}
