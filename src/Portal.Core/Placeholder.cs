namespace Portal.Core;

internal static class Placeholder;
