using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Products;

public abstract class ProductSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly Caller Manager = new(
        "ines",
        CallerKind.Account,
        [new Grant(Roles.ReleaseManager, "tools")]
    );

    private TestCore _core = null!;

    private ProductService Products => _core.Get<ProductService>();

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await new Shelf(_core.Get<IDbContextFactory<PortalDb>>())
            .Project("qemu")
            .Component("qemu", "agent")
            .Component("qemu", "gone")
            .Component("qemu", "old")
            .Version("agent", "1.9")
            .Version("agent", "1.10")
            .Version("agent", "2.0")
            .Version("agent", "3.0~rc1")
            .Version("agent", "2.5", yanked: "broken")
            .Version("gone", "1.0", yanked: "broken")
            .Version("old", "1.0")
            .Product("tools", "Tools", new RecipeLine("agent", "<2"))
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task The_recipe_says_what_is_newest_and_what_the_range_lets_in()
    {
        var lines = await _core
            .Get<RecipeStatus>()
            .OfAsync(
                [
                    new("agent", "<2"),
                    new("agent", null),
                    new("agent", ">=3~rc1"),
                    new("gone", null),
                    new("old", ">=2"),
                    new("never", null),
                ],
                default
            );

        Assert.Equal(
            [
                ("qemu", "2.0", "1.10", true),
                ("qemu", "2.0", "2.0", false),
                ("qemu", "2.0", "3.0~rc1", false),
                ("qemu", null, null, false),
                ("qemu", "1.0", null, false),
                (null, null, null, false),
            ],
            lines.Select(l => (l.Project, l.Newest, l.Taken, l.IsHeldBack))
        );
    }

    [Fact]
    public async Task A_release_manager_changes_title_and_recipe()
    {
        var updated = await Products.UpdateAsync(
            Manager,
            "tools",
            " New tools ",
            [new("agent", ">=2"), new("old", null)],
            driverSignature: "attested",
            (await Products.FindAsync("tools", default))!.Tag,
            default
        );

        Assert.Null(updated.Error);
        var product = (await Products.FindAsync("tools", default))!;
        Assert.Equal("New tools", product.Title);
        Assert.Equal([new("agent", ">=2"), new RecipeLine("old", null)], product.Recipe);
        Assert.Equal("attested", product.DriverSignature);
        await using var db = await _core.OpenAsync();
        Assert.Contains(
            "product.update",
            await db.Set<AuditEntry>().Select(a => a.Action).ToListAsync()
        );
    }

    [Fact]
    public async Task What_others_have_changed_meanwhile_is_not_overwritten()
    {
        var tag = (await Products.FindAsync("tools", default))!.Tag;
        await Products.UpdateAsync(Manager, "tools", "A", [new("agent", null)], null, tag, default);

        var second = await Products.UpdateAsync(
            Manager,
            "tools",
            "B",
            [new("agent", null)],
            null,
            tag,
            default
        );

        Assert.Equal(ProductErrors.Changed.Code, second.Error!.Code);
        Assert.Equal("A", (await Products.FindAsync("tools", default))!.Title);
    }

    [Fact]
    public async Task Every_problem_of_a_change_is_told_at_once()
    {
        var refused = await Products.UpdateAsync(
            Manager,
            "tools",
            "",
            [new("agent", "newest"), new("agent", null), new("Big", null)],
            driverSignature: "best",
            tag: null,
            default
        );

        Assert.Equal(ProductErrors.Invalid.Code, refused.Error!.Code);
        Assert.Equal(
            [
                "title",
                "driverSignature",
                "components[0].version",
                "components[1].name",
                "components[2].name",
            ],
            refused.Error.Findings!.Select(f => f.Path)
        );
    }

    [Fact]
    public async Task Others_change_nothing()
    {
        var other = Manager with { Grants = [new Grant(Roles.ReleaseManager, "other")] };
        Assert.Equal(
            ProductErrors.ChangeForbidden.Code,
            (await Products.UpdateAsync(other, "tools", "B", [new("a", null)], null, null, default))
                .Error!
                .Code
        );
        Assert.Equal(
            ProductErrors.NotFound.Code,
            (
                await Products.UpdateAsync(
                    Caller.System,
                    "none",
                    "B",
                    [new("a", null)],
                    null,
                    null,
                    default
                )
            )
                .Error!
                .Code
        );
    }

    [Fact]
    public async Task No_product_has_the_name_of_a_page() =>
        Assert.Equal(
            "name",
            (
                await Products.CreateAsync(
                    Caller.System,
                    "new",
                    "New",
                    null,
                    [new("agent", null)],
                    null,
                    default
                )
            )
                .Error!.Findings!.Single()
                .Path
        );
}

public sealed class ProductSuite_Sqlite() : ProductSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ProductSuite_PostgreSql() : ProductSuite(DatabaseProvider.PostgreSql);
