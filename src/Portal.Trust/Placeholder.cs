namespace Portal.Trust;

internal static class Placeholder;
