namespace Portal.Components;

/// <summary>Where pages of components lie.</summary>
public static class ComponentAddress
{
    public static string Of(string component) => $"/components/{component}";

    /// <summary>A version may hold <c>:</c>, <c>~</c> and <c>+</c>.</summary>
    public static string Of(string component, string version) =>
        $"/components/{component}/{Uri.EscapeDataString(version)}";

    /// <summary>The API's address of a version.</summary>
    public static string ApiOf(string component, string version) =>
        $"/api/v1/components/{component}/versions/{Uri.EscapeDataString(version)}";
}
