using System.Net;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Projects;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Projects;

public sealed class ProjectEndpointTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private readonly TestPortal _portal = fixture.Portal;

    [Fact]
    public async Task A_project_is_made_found_and_listed()
    {
        var admin = _portal.Admin();
        var made = await admin.PostAsync(
            "/api/v1/projects",
            new ProjectCreateWire("spice", "SPICE")
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("/api/v1/projects/spice", made.Headers.Location!.ToString());

        var anybody = _portal.Anonymous();
        var shown = await (await anybody.GetAsync(made.Headers.Location)).ReadAsync<ProjectWire>();
        Assert.Equal(("spice", "SPICE"), (shown.Name, shown.Title));
        var list = await (await anybody.GetAsync("/api/v1/projects")).ReadAsync<
            PageWire<ProjectWire>
        >();
        Assert.Contains(list.Items, p => p.Name == "spice");

        var again = await admin.PostAsync("/api/v1/projects", new ProjectCreateWire("spice", "x"));
        await again.ProblemAsync(HttpStatusCode.Conflict, "project.name-taken");
        await (await anybody.GetAsync("/api/v1/projects/none")).ProblemAsync(
            HttpStatusCode.NotFound,
            "project.not-found"
        );
    }

    [Fact]
    public async Task A_list_goes_on_at_its_cursor()
    {
        var admin = _portal.Admin();
        foreach (var name in (string[])["page-a", "page-b", "page-c"])
        {
            await admin.PostAsync("/api/v1/projects", new ProjectCreateWire(name, name));
        }

        var names = new List<string>();
        string? cursor = null;
        do
        {
            var query = cursor is null ? "" : $"&cursor={cursor}";
            var page = await (await admin.GetAsync($"/api/v1/projects?limit=2{query}")).ReadAsync<
                PageWire<ProjectWire>
            >();
            names.AddRange(page.Items.Select(p => p.Name));
            cursor = page.Next;
        } while (cursor is not null);

        Assert.Equal(
            ["page-a", "page-b", "page-c"],
            names.Where(n => n.StartsWith("page-", StringComparison.Ordinal))
        );
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public async Task Members_are_set_listed_and_removed()
    {
        var admin = _portal.Admin();
        await admin.PostAsync("/api/v1/projects", new ProjectCreateWire("virtio-win", "VirtIO"));
        await admin.PostAsync("/api/v1/accounts", new AccountCreateWire("vera"));

        var set = await admin.PutAsync(
            "/api/v1/projects/virtio-win/members/vera",
            new MemberSetWire(Roles.ProjectMaintainer)
        );
        Assert.Equal(
            new MemberWire("vera", "account", Roles.ProjectMaintainer),
            await set.ReadAsync<MemberWire>()
        );
        var list = await (await admin.GetAsync("/api/v1/projects/virtio-win/members")).ReadAsync<
            PageWire<MemberWire>
        >();
        Assert.Equal(["vera"], list.Items.Select(m => m.Name));

        var removed = await admin.DeleteAsync("/api/v1/projects/virtio-win/members/vera");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await (await admin.DeleteAsync("/api/v1/projects/virtio-win/members/vera")).ProblemAsync(
            HttpStatusCode.NotFound,
            "project.not-a-member"
        );
    }
}
