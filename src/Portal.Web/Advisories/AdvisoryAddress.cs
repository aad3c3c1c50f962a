using Portal.Components;

namespace Portal.Advisories;

/// <summary>Where pages of advisories lie.</summary>
public static class AdvisoryAddress
{
    public const string All = "/advisories";

    /// <summary>Those of one id, of whatever component.</summary>
    public static string OfName(string name) => $"{All}?id={Uri.EscapeDataString(name)}";

    public static string OfComponent(string component) =>
        $"{All}?component={Uri.EscapeDataString(component)}";

    public static string Of(string component, string name) =>
        $"{ComponentAddress.Of(component)}/advisories/{Uri.EscapeDataString(name)}";

    public static string Of(Advisory advisory)
    {
        ArgumentNullException.ThrowIfNull(advisory);
        return Of(advisory.Component, advisory.Name);
    }

    public static string New(string component) =>
        $"{ComponentAddress.Of(component)}/advisories/new";

    public static string Edit(Advisory advisory) => $"{Of(advisory)}/edit";

    public static string Withdraw(Advisory advisory) => $"{Of(advisory)}/withdraw";

    /// <summary>The API's address of it.</summary>
    public static string ApiOf(Advisory advisory)
    {
        ArgumentNullException.ThrowIfNull(advisory);
        return $"/api/v1/components/{advisory.Component}/advisories/{Uri.EscapeDataString(advisory.Name)}";
    }
}
