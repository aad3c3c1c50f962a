namespace Portal.Iso9660;

internal static class Placeholder;
