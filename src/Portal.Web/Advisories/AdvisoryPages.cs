using Portal.Access;
using Portal.Problems;

namespace Portal.Advisories;

internal static class AdvisoryPages
{
    /// <summary>
    /// Why a form about it is not shown; null when it is. What was sent is answered by the form itself, whatever became of the
    /// advisory meanwhile.
    /// </summary>
    public static Error? Refusal(Caller caller, OwnedAdvisory owned, HttpContext context) =>
        !AdvisoryService.MayTell(caller, owned.Project)
            ? AccessErrors.Forbidden.With(
                $"Only maintainers of {owned.Project} and administrators tell of problems of its components."
            )
        : owned.Advisory.IsWithdrawn && !HttpMethods.IsPost(context.Request.Method)
            ? AdvisoryErrors.Withdrawn
        : null;
}
