using System;
using System.IO;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Portal.Setup.Windows;

/// <summary>
/// Folders that administrators alone write to. Everybody may make folders in %ProgramData%, and whoever made one owns it: such
/// a one is refused, as what is read and run from it later would be theirs.
/// </summary>
internal static class SafeFolder
{
    private static readonly SecurityIdentifier Administrators = new(
        WellKnownSidType.BuiltinAdministratorsSid,
        null
    );
    private static readonly SecurityIdentifier System = new(WellKnownSidType.LocalSystemSid, null);
    private static readonly SecurityIdentifier Users = new(WellKnownSidType.BuiltinUsersSid, null);

    public static void Make(string path)
    {
        var security = Rules();
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, security);
        }

        var attributes = File.GetAttributes(path);
        var owner = Directory
            .GetAccessControl(path, AccessControlSections.Owner)
            .GetOwner(typeof(SecurityIdentifier));
        if (
            attributes.HasFlag(FileAttributes.ReparsePoint)
            || !(owner.Equals(Administrators) || owner.Equals(System) || IsAdministrator(owner))
        )
        {
            throw new SetupException(
                ExitCode.Failed,
                path
                    + " was made by somebody who is no administrator: look what it is, and remove it"
            );
        }

        Directory.SetAccessControl(path, security);
    }

    // An administrator whose Windows makes the person the owner, not the group.
    private static bool IsAdministrator(IdentityReference owner)
    {
        using var identity = WindowsIdentity.GetCurrent();
        return owner.Equals(identity.User);
    }

    private static DirectorySecurity Rules()
    {
        const InheritanceFlags Below =
            InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit;
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var writer in (SecurityIdentifier[])[Administrators, System])
        {
            security.AddAccessRule(
                new FileSystemAccessRule(
                    writer,
                    FileSystemRights.FullControl,
                    Below,
                    PropagationFlags.None,
                    AccessControlType.Allow
                )
            );
        }

        security.AddAccessRule(
            new FileSystemAccessRule(
                Users,
                FileSystemRights.ReadAndExecute,
                Below,
                PropagationFlags.None,
                AccessControlType.Allow
            )
        );
        return security;
    }
}
