using Portal.Access;
using Portal.Problems;

namespace Portal.Shell;

/// <summary>Errors whose title is meant for programs, as people read them above a page.</summary>
internal static class ErrorWords
{
    public static string ForPeople(this Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Code == AccessErrors.Forbidden.Code ? "You may not see this page"
            : error.Code == RequestErrors.Internal.Code ? "The portal failed"
            : error.Title;
    }
}
