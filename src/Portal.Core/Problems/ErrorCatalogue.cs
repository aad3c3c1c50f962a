using System.Reflection;

namespace Portal.Problems;

/// <summary>Every error code there is: the <c>static readonly Error</c> fields of the assemblies.</summary>
public static class ErrorCatalogue
{
    /// <summary>By code, ordinal.</summary>
    /// <exception cref="InvalidOperationException">Two errors share a code.</exception>
    public static IReadOnlyList<Error> Of(params IEnumerable<Assembly> assemblies)
    {
        var errors = assemblies
            .SelectMany(a => a.GetTypes())
            .SelectMany(t =>
                t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            )
            .Where(f => f.FieldType == typeof(Error) && f.IsInitOnly)
            .Select(f => (Error)f.GetValue(null)!)
            .OrderBy(e => e.Code, StringComparer.Ordinal)
            .ToList();
        var twice = errors.GroupBy(e => e.Code).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? errors
            : throw new InvalidOperationException($"Two errors share the code {twice.Key}.");
    }
}
