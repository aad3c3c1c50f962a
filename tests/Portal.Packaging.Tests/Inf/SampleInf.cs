using System.Text;

namespace Portal.Packaging.Tests.Inf;

/// <summary>INF files in the shape of those on discs of drivers.</summary>
internal static class SampleInf
{
    /// <summary>A network driver as its makers write it: comments, strings, decorations, continued lines.</summary>
    public static string Network(
        string version = "100.101.104.27100",
        string driverClass = "Net",
        string hardware = "PCI\\VEN_1AF4&DEV_1000"
    ) =>
        $$"""
            ; A driver of nobody, for tests
            [version]
            Signature = "$WINDOWS NT$"   ; the system
            Class = {{driverClass}}
            CatalogFile = sample.cat
            ClassGUID = {4d36e972-e325-11ce-bfc1-08002be10318}
            Provider = %VENDOR%
            DriverVer = 08/13/2024,{{version}}

            [Manufacturer]
            %VENDOR% = Sample, NTx86.10.0, \   ; goes on
                NTamd64.10.0...16299, NTarm64

            [Sample.NTamd64.10.0...16299]
            %sample.DeviceDesc% = sample.ndi, {{hardware}}&SUBSYS_00011AF4, {{hardware}}
            "Another; one" = sample.ndi, PCI\VEN_1AF4&DEV_1041

            [Sample.NTx86.10.0]
            %sample.DeviceDesc% = sample.ndi, {{hardware}}&SUBSYS_00011AF4

            [Sample.NTarm64]
            %sample.DeviceDesc% = sample.ndi, PCI\VEN_1AF4&DEV_1041

            [Strings]
            VENDOR = "Sample, Inc."
            sample.DeviceDesc = "Sample ""VirtIO"" Adapter"
            """.ReplaceLineEndings("\r\n");

    /// <summary>As Windows tools save it.</summary>
    public static byte[] Utf16(string text) =>
        [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)];

    public static byte[] Ansi(string text) => Encoding.Latin1.GetBytes(text);
}
