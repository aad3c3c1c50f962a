using Portal.Shell;

namespace Portal.Access;

/// <summary>Whom the matrix sends to every write route.</summary>
public enum Role
{
    Anonymous,

    /// <summary>Signed in, without any role.</summary>
    Nobody,

    /// <summary>Uploader of the project <c>qemu</c>.</summary>
    Uploader,

    /// <summary>Maintainer of <c>qemu</c>.</summary>
    Maintainer,

    /// <summary>Maintainer of <c>spice</c>, another project.</summary>
    OtherMaintainer,

    /// <summary>Release manager of <c>guest-tools</c>.</summary>
    ReleaseManager,

    /// <summary>Release manager of another product.</summary>
    OtherManager,

    Administrator,
}

/// <summary>One write route and who may use it.</summary>
/// <param name="Route">Method and template, as the route table has them.</param>
/// <param name="Path">A request to it in project <c>qemu</c> or product <c>guest-tools</c>.</param>
/// <param name="Allowed">Everybody else must get 401 or 403.</param>
/// <param name="Body">JSON that binds; null: none.</param>
public sealed record WriteRoute(string Route, string Path, Role[] Allowed, string? Body = null);

/// <summary>
/// Every route that is not GET. A route that is missing here fails <see cref="RouteTests"/>: whoever adds one decides here
/// who may use it.
/// </summary>
internal static class WriteRoutes
{
    private const string Api = PortalEndpoints.Api;

    /// <summary>One that is not there: who may is told that.</summary>
    private const string Webhook = "019ab3f2-7d1e-7c3a-9b54-0d5b7f1c2e90";

    private static readonly Role[] SignedIn =
    [
        Role.Nobody,
        Role.Uploader,
        Role.Maintainer,
        Role.OtherMaintainer,
        Role.ReleaseManager,
        Role.OtherManager,
        Role.Administrator,
    ];

    private static readonly Role[] Everybody = [Role.Anonymous, .. SignedIn];

    public static readonly IReadOnlyList<WriteRoute> All =
    [
        // Keeps nothing but a cookie of whoever asks.
        new("POST /theme", "/theme", Everybody),
        // Everybody decides on their own tokens; those of others are as if they were not there.
        new($"POST {Api}/tokens", $"{Api}/tokens", SignedIn, """{"name":"t"}"""),
        new($"DELETE {Api}/tokens/{{id}}", $"{Api}/tokens/0123456789", SignedIn),
        new(
            $"POST {Api}/robots",
            $"{Api}/robots",
            [Role.Maintainer, Role.Administrator],
            """{"name":"ROLE-robot","grants":[{"role":"project-uploader","scope":"qemu"}]}"""
        ),
        new(
            $"POST {Api}/accounts",
            $"{Api}/accounts",
            [Role.Administrator],
            """{"name":"ROLE-account"}"""
        ),
        new(
            $"POST {Api}/accounts/{{name}}/sign-in-link",
            $"{Api}/accounts/admin/sign-in-link",
            [Role.Administrator]
        ),
        new(
            $"POST {Api}/accounts/{{name}}/disable",
            $"{Api}/accounts/no-such/disable",
            [Role.Administrator]
        ),
        new(
            $"POST {Api}/accounts/{{name}}/enable",
            $"{Api}/accounts/no-such/enable",
            [Role.Administrator]
        ),
        new(
            $"POST {Api}/invitations",
            $"{Api}/invitations",
            [Role.Maintainer, Role.Administrator],
            """{"grants":[{"role":"project-uploader","scope":"qemu"}]}"""
        ),
        // Those of others are as if they were not there.
        new($"DELETE {Api}/invitations/{{id:guid}}", $"{Api}/invitations/{Guid.Empty}", SignedIn),
        new(
            $"POST {Api}/project-requests",
            $"{Api}/project-requests",
            SignedIn,
            """{"name":"ROLE-wanted","title":"T","reason":"R"}"""
        ),
        new(
            $"DELETE {Api}/project-requests/{{id:guid}}",
            $"{Api}/project-requests/{Guid.Empty}",
            SignedIn
        ),
        new(
            $"POST {Api}/project-requests/{{id:guid}}/approve",
            $"{Api}/project-requests/{Guid.Empty}/approve",
            [Role.Administrator]
        ),
        new(
            $"POST {Api}/project-requests/{{id:guid}}/decline",
            $"{Api}/project-requests/{Guid.Empty}/decline",
            [Role.Administrator],
            """{"reason":"r"}"""
        ),
        new(
            $"PUT {Api}/products/{{product}}/members/{{name}}",
            $"{Api}/products/guest-tools/members/target",
            [Role.ReleaseManager, Role.Administrator],
            """{"role":"release-manager"}"""
        ),
        new(
            $"DELETE {Api}/products/{{product}}/members/{{name}}",
            $"{Api}/products/guest-tools/members/target",
            [Role.ReleaseManager, Role.Administrator]
        ),
        new(
            $"PUT {Api}/grants/{{holder}}/{{role}}",
            $"{Api}/grants/target/project-uploader?scope=qemu",
            [Role.Maintainer, Role.Administrator]
        ),
        new(
            $"DELETE {Api}/grants/{{holder}}/{{role}}",
            $"{Api}/grants/target/project-uploader?scope=qemu",
            [Role.Maintainer, Role.Administrator]
        ),
        new(
            $"POST {Api}/projects",
            $"{Api}/projects",
            [Role.Administrator],
            """{"name":"ROLE-project","title":"T"}"""
        ),
        new(
            $"PUT {Api}/projects/{{project}}/members/{{name}}",
            $"{Api}/projects/qemu/members/target",
            [Role.Maintainer, Role.Administrator],
            """{"role":"project-uploader"}"""
        ),
        new(
            $"DELETE {Api}/projects/{{project}}/members/{{name}}",
            $"{Api}/projects/qemu/members/target",
            [Role.Maintainer, Role.Administrator]
        ),
        // An empty body is no archive, which whoever may upload is told.
        new(
            $"PUT {Api}/components/{{component}}/versions/{{version}}",
            $"{Api}/components/new-agent/versions/1.0?project=qemu",
            [Role.Uploader, Role.Maintainer, Role.Administrator]
        ),
        new(
            $"POST {Api}/components/{{component}}/versions/{{version}}/yank",
            $"{Api}/components/qemu-guest-agent/versions/7.2-1/yank",
            [Role.Maintainer, Role.Administrator],
            """{"reason":"r"}"""
        ),
        new(
            $"POST {Api}/components/{{component}}/advisories",
            $"{Api}/components/qemu-guest-agent/advisories",
            [Role.Maintainer, Role.Administrator],
            """{"id":"ROLE-1","affected":["*"],"severity":"low","summary":"s"}"""
        ),
        new(
            $"PUT {Api}/components/{{component}}/advisories/{{id}}",
            $"{Api}/components/qemu-guest-agent/advisories/OWN-1",
            [Role.Maintainer, Role.Administrator],
            """{"affected":["*"],"severity":"low","summary":"s"}"""
        ),
        new(
            $"POST {Api}/components/{{component}}/advisories/{{id}}/withdraw",
            $"{Api}/components/qemu-guest-agent/advisories/OWN-1/withdraw",
            [Role.Maintainer, Role.Administrator],
            """{"reason":"r"}"""
        ),
        // An upload is its maker's; who may have what published, the service asks at its making (UploadHttpSuite).
        new($"POST {Api}/uploads", $"{Api}/uploads", SignedIn),
        new("POST /uploads", "/uploads", SignedIn),
        new($"PATCH {Api}/uploads/{{id}}", $"{Api}/uploads/0", SignedIn),
        new($"DELETE {Api}/uploads/{{id}}", $"{Api}/uploads/0", SignedIn),
        new($"POST {Api}/uploads/{{id}}", $"{Api}/uploads/0", SignedIn),
        new(
            $"POST {Api}/products",
            $"{Api}/products",
            [Role.Administrator],
            """{"name":"ROLE-product","title":"T","components":[{"name":"qemu-guest-agent"}]}"""
        ),
        new(
            $"PUT {Api}/products/{{product}}",
            $"{Api}/products/guest-tools",
            [Role.ReleaseManager, Role.Administrator],
            """{"title":"T","components":[{"name":"qemu-guest-agent"}]}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/releases",
            $"{Api}/products/guest-tools/releases",
            [Role.ReleaseManager, Role.Administrator],
            """{"version":"1.0"}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/releases/{{version}}/withdraw",
            $"{Api}/products/guest-tools/releases/1.0/withdraw",
            [Role.ReleaseManager, Role.Administrator],
            """{"reason":"r"}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/releases/{{version}}/rerun",
            $"{Api}/products/guest-tools/releases/1.0/rerun",
            [Role.ReleaseManager, Role.Administrator]
        ),
        new(
            $"PUT {Api}/products/{{product}}/following",
            $"{Api}/products/guest-tools/following",
            [Role.Administrator],
            // It follows nobody afterwards.
            """{"mirrors":[]}"""
        ),
        new(
            $"DELETE {Api}/products/{{product}}/following",
            $"{Api}/products/guest-tools/following",
            [Role.Administrator]
        ),
        new(
            $"POST {Api}/products/{{product}}/following/check",
            $"{Api}/products/guest-tools/following/check",
            [Role.ReleaseManager, Role.Administrator]
        ),
        new(
            $"POST {Api}/products/{{product}}/webhooks",
            $"{Api}/products/guest-tools/webhooks",
            [Role.ReleaseManager, Role.Administrator],
            """{"url":"https://example.org/"}"""
        ),
        new(
            $"DELETE {Api}/products/{{product}}/webhooks/{{id:guid}}",
            $"{Api}/products/guest-tools/webhooks/{Webhook}",
            [Role.ReleaseManager, Role.Administrator]
        ),
        new(
            $"POST {Api}/products/{{product}}/webhooks/{{id:guid}}/ping",
            $"{Api}/products/guest-tools/webhooks/{Webhook}/ping",
            [Role.ReleaseManager, Role.Administrator]
        ),
        new(
            $"POST {Api}/products/{{product}}/webhooks/{{id:guid}}/deliveries/{{message}}/resend",
            $"{Api}/products/guest-tools/webhooks/{Webhook}/deliveries/msg_1/resend",
            [Role.ReleaseManager, Role.Administrator]
        ),
        new(
            $"POST {Api}/products/{{product}}/channels",
            $"{Api}/products/guest-tools/channels",
            [Role.ReleaseManager, Role.Administrator],
            """{"name":"stable"}"""
        ),
        new(
            $"PUT {Api}/products/{{product}}/channels/{{channel}}",
            $"{Api}/products/guest-tools/channels/stable",
            [Role.ReleaseManager, Role.Administrator],
            """{"release":"1.0"}"""
        ),
        new(
            $"PUT {Api}/products/{{product}}/channels/{{channel}}/settings",
            $"{Api}/products/guest-tools/channels/stable/settings",
            [Role.ReleaseManager, Role.Administrator],
            """{"comment":"c"}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/channels/{{channel}}/undo",
            $"{Api}/products/guest-tools/channels/stable/undo",
            [Role.ReleaseManager, Role.Administrator],
            """{"comment":"c"}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/channels/{{channel}}/pause",
            $"{Api}/products/guest-tools/channels/stable/pause",
            [Role.ReleaseManager, Role.Administrator],
            """{"comment":"c"}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/channels/{{channel}}/resume",
            $"{Api}/products/guest-tools/channels/stable/resume",
            [Role.ReleaseManager, Role.Administrator],
            """{"comment":"c"}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/channels/{{channel}}/halt",
            $"{Api}/products/guest-tools/channels/stable/halt",
            [Role.ReleaseManager, Role.Administrator],
            """{"comment":"c"}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/channels/{{channel}}/rollback",
            $"{Api}/products/guest-tools/channels/stable/rollback",
            [Role.ReleaseManager, Role.Administrator],
            """{"comment":"c"}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/channels/{{channel}}/retire",
            $"{Api}/products/guest-tools/channels/stable/retire",
            [Role.ReleaseManager, Role.Administrator],
            """{"comment":"c"}"""
        ),
        new(
            $"POST {Api}/distros",
            $"{Api}/distros",
            [Role.Administrator],
            """{"name":"ROLE-distro","title":"T"}"""
        ),
        // Its maintainer may as well, whom the matrix does not send.
        new(
            $"PUT {Api}/distros/{{distro}}/members/{{name}}",
            $"{Api}/distros/debian/members/target",
            [Role.Administrator],
            """{"role":"distro-maintainer"}"""
        ),
        new(
            $"DELETE {Api}/distros/{{distro}}/members/{{name}}",
            $"{Api}/distros/debian/members/target",
            [Role.Administrator]
        ),
        new($"PUT {Api}/installer/setup", $"{Api}/installer/setup", [Role.Administrator]),
        // Whoever may promote a channel hands in signatures of its role; those of targets are an administrator's.
        new(
            $"PUT {Api}/updates/roles/{{role}}/signatures",
            $"{Api}/updates/roles/targets/signatures",
            [Role.Administrator],
            "{}"
        ),
        new(
            $"PUT {Api}/updates/roles/{{role}}/keys",
            $"{Api}/updates/roles/targets/keys",
            [Role.Administrator],
            """{"threshold":0}"""
        ),
        new(
            $"POST {Api}/products/{{product}}/fleet-tokens",
            $"{Api}/products/guest-tools/fleet-tokens",
            [Role.ReleaseManager, Role.Administrator],
            """{"name":"t"}"""
        ),
        new(
            $"DELETE {Api}/products/{{product}}/fleet-tokens/{{id}}",
            $"{Api}/products/guest-tools/fleet-tokens/0123456789",
            [Role.ReleaseManager, Role.Administrator]
        ),
        // The fleet token in the body, and the host's own key, are the credential (HostHttpSuite).
        new($"POST {Api}/hosts/enroll", $"{Api}/hosts/enroll", Everybody, "{}"),
        new($"POST {Api}/reports", $"{Api}/reports", Everybody, "{}"),
        new($"POST {Api}/admin/gc", $"{Api}/admin/gc?dryRun=true", [Role.Administrator]),
    ];
}
