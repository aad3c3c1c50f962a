using Portal.Products;
using Portal.Projects;
using Portal.Testing;

namespace Portal.Access;

/// <summary>What the roles of these tests are for: roles are given only for what exists.</summary>
internal static class Scopes
{
    public static readonly string[] Projects = ["qemu", "spice"];
    public static readonly string[] Products = ["guest-tools", "other"];

    /// <summary>Puts them in as rows, with one entry in the log.</summary>
    public static async Task MakeAsync(TestCore core, params string[] moreProjects)
    {
        await using var db = await core.OpenAsync();
        foreach (var name in Projects.Concat(moreProjects))
        {
            db.Add(
                new Project
                {
                    Name = name,
                    Title = name,
                    CreatedAt = TestClock.Start,
                }
            );
        }

        foreach (var name in Products)
        {
            db.Add(Product.Of(name, name, "TOOLS", [], null, "admin", TestClock.Start));
        }

        db.Audit(Caller.System, "test.scopes", "scopes");
        await db.SaveChangesAsync();
    }
}
