using System;
using Microsoft.Win32;
using Portal.Setup.Machines;

namespace Portal.Setup.Windows;

/// <summary>Windows' list of installed programs, of both word sizes.</summary>
internal static class ProgramList
{
    private const string Key = @"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall";

    public static InstalledProgram? Find(string name)
    {
        foreach (var view in (RegistryView[])[RegistryView.Registry64, RegistryView.Registry32])
        {
            using var machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, view);
            using var list = machine.OpenSubKey(Key);
            foreach (var entry in list?.GetSubKeyNames() ?? [])
            {
                using var program = list!.OpenSubKey(entry);
                if (
                    string.Equals(
                        program?.GetValue("DisplayName") as string,
                        name,
                        StringComparison.OrdinalIgnoreCase
                    )
                )
                {
                    return new InstalledProgram(
                        program!.GetValue("DisplayVersion") as string,
                        program.GetValue("UninstallString") as string,
                        program.GetValue("QuietUninstallString") as string
                    );
                }
            }
        }

        return null;
    }
}
