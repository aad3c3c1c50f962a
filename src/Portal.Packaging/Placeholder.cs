namespace Portal.Packaging;

internal static class Placeholder;
