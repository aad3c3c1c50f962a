using Portal.Cli.Shell;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Protocol.Products;

namespace Portal.Cli.Products;

/// <summary>One component of a recipe as text: <c>qemu-guest-agent</c> or <c>"qemu-guest-agent:&gt;=7 &lt;8"</c>.</summary>
internal static class RecipeLine
{
    public static RecipeComponentWire Parse(string text)
    {
        var parts = text.Split(':', 2);
        return Check(parts[0], parts.Length == 2 ? parts[1] : null);
    }

    public static RecipeComponentWire Check(string name, string? range)
    {
        if (!Names.IsName(name))
        {
            throw CommandException.Usage($"'{name}' is not the name of a component.");
        }

        if (!VersionRange.TryParse(range, out _, out var error))
        {
            throw CommandException.Usage($"'{range}' of {name} is not a version range. {error}");
        }

        return new RecipeComponentWire(name, string.IsNullOrWhiteSpace(range) ? null : range);
    }
}
