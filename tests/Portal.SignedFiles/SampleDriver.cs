using System.Text;

namespace Portal.Testing.Signing;

/// <summary>A network driver of nobody, in the shape in which Microsoft gives them back signed.</summary>
public sealed record SampleDriver
{
    /// <summary>Of the INF file, the .sys and the .cat.</summary>
    public string Name { get; init; } = "netx";

    /// <summary>Decorations that the INF file has models for.</summary>
    public IReadOnlyList<string> Decorations { get; init; } = ["NTamd64.10.0"];

    /// <summary>Null: nobody, and there is no catalog.</summary>
    public Signer? Signer { get; init; }

    /// <summary>OSAttr of the catalog.</summary>
    public string? Systems { get; init; } = "2:10.0";

    public string DriverVer { get; init; } = "08/13/2024,100.101.104.27100";

    public SignatureOptions? Options { get; init; }

    public string Inf =>
        $"""
            [Version]
            Signature = "$WINDOWS NT$"
            Class = Net
            ClassGUID = {"{"}4d36e972-e325-11ce-bfc1-08002be10318{"}"}
            Provider = %VENDOR%
            DriverVer = {DriverVer}
            CatalogFile = {Name}.cat
            [SourceDisksNames]
            1 = %DISK%,,,""
            [SourceDisksFiles]
            {Name}.sys = 1,,
            [Manufacturer]
            %VENDOR% = Sample,{string.Join(",", Decorations)}
            {string.Join(
                "\n",
                Decorations.Select(d =>
                    $"[Sample.{d}]\n%DEVICE% = sample.ndi, PCI\\VEN_1AF4&DEV_1000"
                )
            )}
            [Strings]
            VENDOR = "Sample, Inc."
            DISK = "Disk"
            DEVICE = "Sample Adapter"
            """.ReplaceLineEndings(
            "\r\n"
        );

    public byte[] Sys => SamplePe.Make(Name);

    /// <summary>Names and contents, of two files or three.</summary>
    public IReadOnlyList<CatalogFile> Files
    {
        get
        {
            var files = new List<CatalogFile>
            {
                new($"{Name}.inf", Encoding.ASCII.GetBytes(Inf)),
                new($"{Name}.sys", Signer is null ? Sys : SamplePe.Sign(Sys, Signer, Options)),
            };
            if (Signer is not null)
            {
                files.Add(
                    new($"{Name}.cat", SampleCatalog.Sign(files, Signer, Systems, options: Options))
                );
            }

            return files;
        }
    }

    /// <summary>Writes the files into a folder, which is made.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Files)
        {
            File.WriteAllBytes(Path.Combine(folder, file.Name), file.Content);
        }
    }
}
