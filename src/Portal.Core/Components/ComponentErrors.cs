using Portal.Problems;

namespace Portal.Components;

public static class ComponentErrors
{
    public static readonly Error InvalidName = new(
        "component.invalid-name",
        ErrorKind.Invalid,
        "Component names have 1 to 63 of a-z, 0-9 and -, begin with a letter or digit, and are not reserved"
    );

    public static readonly Error InvalidVersion = new(
        "component.invalid-version",
        ErrorKind.Invalid,
        "The version cannot be read as one of Debian's"
    );

    public static readonly Error Invalid = new(
        "component.invalid",
        ErrorKind.Unprocessable,
        "The archive is no component that can be published; each finding says what to mend"
    );

    public static readonly Error VersionTaken = new(
        "component.version-taken",
        ErrorKind.Conflict,
        "Other content was published under this version, which never changes: give the new content a new version"
    );

    public static readonly Error ProjectRequired = new(
        "component.project-required",
        ErrorKind.Invalid,
        "A new component needs the project that it will belong to: add ?project=NAME"
    );

    public static readonly Error OtherProject = new(
        "component.other-project",
        ErrorKind.Conflict,
        "The component belongs to another project"
    );

    public static readonly Error NotFound = new(
        "component.not-found",
        ErrorKind.NotFound,
        "No component has this name"
    );

    public static readonly Error VersionNotFound = new(
        "component.version-not-found",
        ErrorKind.NotFound,
        "The component has no such version"
    );

    public static readonly Error FileNotFound = new(
        "component.file-not-found",
        ErrorKind.NotFound,
        "The component version has no file at this path"
    );

    public static readonly Error InvalidReason = new(
        "component.invalid-reason",
        ErrorKind.Invalid,
        "A yank has a reason of 1 to 500 characters"
    );

    public static readonly Error AlreadyYanked = new(
        "component.already-yanked",
        ErrorKind.Conflict,
        "The version was yanked before, for another reason"
    );
}
