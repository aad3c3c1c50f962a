using System.Text.RegularExpressions;

namespace Portal.Packaging.Manifests;

/// <summary>
/// The grammar of SPDX license expressions (SPDX 2.3, annex D), without its list of ids, which grows: license ids with an
/// optional '+', <c>LicenseRef-</c> and <c>DocumentRef-x:LicenseRef-y</c>, <c>WITH</c> an exception, <c>AND</c>, <c>OR</c> and
/// parentheses.
/// </summary>
public static partial class SpdxExpression
{
    private const int MaximumLength = 1000;
    private const string Operators = "AND OR WITH";

    /// <summary>True for an expression that rests on a text of its own, not on one that SPDX publishes.</summary>
    public static bool NamesOwnText(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return expression.Contains("LicenseRef-", StringComparison.Ordinal);
    }

    /// <summary>One sentence that says what is wrong with the expression; null when nothing is.</summary>
    public static string? Problem(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (expression.Length > MaximumLength)
        {
            return $"A license expression has at most {MaximumLength} characters.";
        }

        var open = 0;
        var previous = "";
        foreach (var token in Tokens().EnumerateMatches(expression))
        {
            var text = expression.Substring(token.Index, token.Length);
            var problem = ProblemOf(text, previous, open);
            if (problem is not null)
            {
                return problem;
            }

            open +=
                text == "(" ? 1
                : text == ")" ? -1
                : 0;
            previous = previous == "WITH" ? "exception" : text;
        }

        return previous is "" or "(" || IsOperator(previous)
                ? "A license expression ends with a license."
            : open > 0 ? "A '(' of the license expression is not closed."
            : null;
    }

    private static string? ProblemOf(string token, string previous, int open)
    {
        var expectsLicense = previous is "" or "(" or "AND" or "OR";
        if (IsOperator(token) || token == ")")
        {
            return expectsLicense || previous == "WITH" ? $"'{token}' follows a license."
                : token == ")" && open == 0 ? "A ')' of the license expression was never opened."
                : token == "WITH" && previous is ")" or "exception"
                    ? "'WITH' follows one license id."
                : null;
        }

        if (!expectsLicense && previous != "WITH")
        {
            return IsOperator(token.ToUpperInvariant())
                ? $"Write '{token.ToUpperInvariant()}' in capitals."
                : $"Between two licenses stands AND, OR or WITH, not {Quote.Of(token)}.";
        }

        var fits =
            token == "(" ? previous != "WITH"
            : previous == "WITH" ? ExceptionId().IsMatch(token)
            : LicenseId().IsMatch(token);
        return fits ? null : $"{Quote.Of(token)} is not an SPDX license id or exception.";
    }

    private static bool IsOperator(string token) => Operators.Split(' ').Contains(token);

    [GeneratedRegex(@"[()]|[^()\s]+")]
    private static partial Regex Tokens();

    [GeneratedRegex(
        @"\A(?:(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+|(?!(?:NONE|NOASSERTION)\z|LicenseRef-|DocumentRef-)[A-Za-z0-9][A-Za-z0-9.-]*\+?)\z"
    )]
    private static partial Regex LicenseId();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9.-]*\z")]
    private static partial Regex ExceptionId();
}
