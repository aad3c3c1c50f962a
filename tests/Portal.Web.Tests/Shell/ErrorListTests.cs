using System.Runtime.CompilerServices;
using System.Text;
using Portal.Problems;

namespace Portal.Shell;

/// <summary>
/// docs/errors.md lists every error code. Written anew by <c>PORTAL_UPDATE_SNAPSHOTS=1 dotnet test</c>; the diff is what a
/// reviewer reads.
/// </summary>
public sealed class ErrorListTests
{
    [Fact]
    public async Task The_document_lists_exactly_the_codes_of_the_program()
    {
        var path = Path.GetFullPath(Path.Combine(Here(), "../../../docs/errors.md"));
        var expected = Document();
        if (Environment.GetEnvironmentVariable("PORTAL_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, expected);
        }

        Assert.Equal(expected, await File.ReadAllTextAsync(path));
    }

    [Fact]
    public void Codes_have_one_shape() =>
        Assert.All(All(), e => Assert.Matches("^[a-z]+([.][a-z0-9]+(-[a-z0-9]+)*)?$", e.Code));

    internal static IReadOnlyList<Error> All() =>
        ErrorCatalogue.Of(typeof(Error).Assembly, typeof(PortalApp).Assembly);

    private static string Document()
    {
        var text = new StringBuilder(
            """
            # Error codes

            A failure is answered with a problem document (RFC 9457, `application/problem+json`):
            `type`, `title`, `status`, `detail`, and our own `code`, `traceId` and, for inputs that can have
            many faults, `findings` (`rule`, `message`, `path`, `line`, `mend`). A code is API: it keeps its meaning.
            A running portal shows this list at `/errors`.

            | code | status | meaning |
            |---|---|---|

            """
        );
        foreach (var error in All())
        {
            text.Append($"| `{error.Code}` | {error.Kind.ToStatus()} | {error.Title} |\n");
        }

        return text.ToString();
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
