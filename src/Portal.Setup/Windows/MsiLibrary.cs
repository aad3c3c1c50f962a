using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using Portal.Setup.Machines;

namespace Portal.Setup.Windows;

/// <summary>Windows Installer's own library: what a package says, and what is installed.</summary>
internal static class MsiLibrary
{
    private const uint Ok = 0;
    private const int InstalledByDefault = 5;
    private const int CodeLength = 39;

    public static MsiPackage? Read(string path)
    {
        // 0: to read only.
        if (MsiOpenDatabase(path, IntPtr.Zero, out var database) != Ok)
        {
            return null;
        }

        try
        {
            var code = Property(database, "ProductCode");
            var version = Property(database, "ProductVersion");
            return code == null || version == null
                ? null
                : new MsiPackage(code, version, Property(database, "UpgradeCode"));
        }
        finally
        {
            _ = MsiCloseHandle(database);
        }
    }

    public static string? VersionOf(string productCode)
    {
        if (MsiQueryProductState(productCode) != InstalledByDefault)
        {
            return null;
        }

        var text = new char[64];
        var length = text.Length;
        return MsiGetProductInfo(productCode, "VersionString", text, ref length) == Ok
            ? new string(text, 0, length)
            : "0";
    }

    public static IList<string> Related(string upgradeCode)
    {
        var codes = new List<string>();
        var code = new char[CodeLength];
        for (var i = 0; MsiEnumRelatedProducts(upgradeCode, 0, i, code) == Ok; i++)
        {
            codes.Add(new string(code).TrimEnd('\0'));
        }

        return codes;
    }

    private static string? Property(int database, string name)
    {
        var query = string.Format(
            CultureInfo.InvariantCulture,
            "SELECT `Value` FROM `Property` WHERE `Property` = '{0}'",
            name
        );
        if (MsiDatabaseOpenView(database, query, out var view) != Ok)
        {
            return null;
        }

        try
        {
            if (MsiViewExecute(view, 0) != Ok || MsiViewFetch(view, out var record) != Ok)
            {
                return null;
            }

            try
            {
                var text = new char[256];
                var length = text.Length;
                return MsiRecordGetString(record, 1, text, ref length) == Ok
                    ? new string(text, 0, length)
                    : null;
            }
            finally
            {
                _ = MsiCloseHandle(record);
            }
        }
        finally
        {
            _ = MsiCloseHandle(view);
        }
    }

    [DllImport("msi.dll", CharSet = CharSet.Unicode, EntryPoint = "MsiOpenDatabaseW")]
    private static extern uint MsiOpenDatabase(string path, IntPtr mode, out int database);

    [DllImport("msi.dll", CharSet = CharSet.Unicode, EntryPoint = "MsiDatabaseOpenViewW")]
    private static extern uint MsiDatabaseOpenView(int database, string query, out int view);

    [DllImport("msi.dll")]
    private static extern uint MsiViewExecute(int view, int record);

    [DllImport("msi.dll")]
    private static extern uint MsiViewFetch(int view, out int record);

    [DllImport("msi.dll", CharSet = CharSet.Unicode, EntryPoint = "MsiRecordGetStringW")]
    private static extern uint MsiRecordGetString(
        int record,
        int field,
        [Out] char[] text,
        ref int length
    );

    [DllImport("msi.dll")]
    private static extern uint MsiCloseHandle(int handle);

    [DllImport("msi.dll", CharSet = CharSet.Unicode, EntryPoint = "MsiQueryProductStateW")]
    private static extern int MsiQueryProductState(string product);

    [DllImport("msi.dll", CharSet = CharSet.Unicode, EntryPoint = "MsiGetProductInfoW")]
    private static extern uint MsiGetProductInfo(
        string product,
        string property,
        [Out] char[] text,
        ref int length
    );

    [DllImport("msi.dll", CharSet = CharSet.Unicode, EntryPoint = "MsiEnumRelatedProductsW")]
    private static extern uint MsiEnumRelatedProducts(
        string upgradeCode,
        int reserved,
        int index,
        [Out] char[] product
    );
}
