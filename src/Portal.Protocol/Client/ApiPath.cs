using System.Globalization;

namespace Portal.Protocol.Client;

/// <summary>Builds paths relative to the portal's root from names that come from people.</summary>
internal static class ApiPath
{
    /// <summary><c>api/v1/</c> and the segments, each escaped.</summary>
    /// <exception cref="ArgumentException">A segment would change the path's shape.</exception>
    public static string Of(params ReadOnlySpan<string> segments) => "api/v1/" + Join(segments);

    /// <summary>The segments, each escaped.</summary>
    public static string Join(params ReadOnlySpan<string> segments)
    {
        var escaped = new string[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            // Uri folds these away even when escaped, and the request would go to another resource.
            if (segments[i] is "" or "." or "..")
            {
                throw new ArgumentException($"'{segments[i]}' cannot be part of a path.");
            }

            escaped[i] = Uri.EscapeDataString(segments[i]);
        }

        return string.Join('/', escaped);
    }

    /// <summary>Adds the parameters that have a value.</summary>
    public static string WithQuery(
        string path,
        params ReadOnlySpan<(string Name, string? Value)> query
    )
    {
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                path += $"{(path.Contains('?') ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
            }
        }

        return path;
    }

    public static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
