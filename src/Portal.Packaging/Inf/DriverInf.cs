using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Packaging.Inf;

/// <summary>What an INF file says of its driver. Nothing is required: whatever is missing is null or empty.</summary>
public sealed partial record DriverInf
{
    /// <summary>More are not kept.</summary>
    public const int MaximumDevices = 1000;

    private const int MaximumModels = 200;

    // Windows itself has no longer ids.
    private const int MaximumName = 200;

    /// <summary>The setup class: <c>Net</c>, <c>SCSIAdapter</c>, <c>System</c>.</summary>
    public string? Class { get; init; }

    /// <summary>With its braces.</summary>
    public string? ClassGuid { get; init; }

    public string? Provider { get; init; }

    /// <summary>The second part of DriverVer, <c>100.101.104.27100</c>; numbers with dots only.</summary>
    public string? Version { get; init; }

    /// <summary>The first part of DriverVer.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The catalog files that sign the driver, for whatever system.</summary>
    public IReadOnlyList<string> Catalogs { get; init; } = [];

    /// <summary>True when the file is there to install something: not every .inf is a driver's.</summary>
    public bool IsDriver => (Class ?? ClassGuid) is not null && Models.Count > 0;

    /// <summary>Canonical names; sections without decoration are for x86.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    /// <summary>Which devices it has for which versions of Windows, in the order of the file.</summary>
    public IReadOnlyList<DriverModels> Models { get; init; } = [];

    /// <summary>Each device once, in the order of the file.</summary>
    public IReadOnlyList<DriverDevice> Devices { get; init; } = [];

    /// <summary>Reads what the file says.</summary>
    public static DriverInf Read(InfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var driverVer = file.Values("Version", "DriverVer");
        var sections = ModelSections(file).Take(MaximumModels).ToList();
        var models = sections.Select(section => section.Models).OfType<DriverModels>().ToList();
        return new DriverInf
        {
            Class = First(file.Values("Version", "Class")),
            ClassGuid = First(file.Values("Version", "ClassGuid")),
            Provider = First(file.Values("Version", "Provider")),
            Date = driverVer.Count > 0 ? ReadDate(driverVer[0]) : null,
            Version =
                driverVer.Count > 1 && VersionShape().IsMatch(driverVer[1]) ? driverVer[1] : null,
            Catalogs =
            [
                .. file.Section("Version")
                    .Where(line =>
                        line.Key?.StartsWith("CatalogFile", StringComparison.OrdinalIgnoreCase)
                            is true
                        && line.Values.Count > 0
                    )
                    .Select(line => file.Expand(line.Values[0]))
                    .Where(name => name.Length > 0)
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            Architectures =
            [
                .. models.Select(model => model.Architecture).Distinct(StringComparer.Ordinal),
            ],
            Models = models,
            Devices =
            [
                .. sections
                    .SelectMany(section => section.Devices)
                    .DistinctBy(
                        device => device.HardwareId.ToUpperInvariant(),
                        StringComparer.Ordinal
                    )
                    .Take(MaximumDevices),
            ],
        };
    }

    // [Manufacturer] %vendor% = models-section[, decoration]...; each decoration has a section models-section.decoration.
    private static IEnumerable<(
        DriverModels? Models,
        IReadOnlyList<DriverDevice> Devices
    )> ModelSections(InfFile file)
    {
        // Many lines may name one section: its devices are kept once.
        var sections = new Dictionary<string, List<DriverDevice>>(StringComparer.OrdinalIgnoreCase);
        foreach (
            var values in file.Section("Manufacturer")
                .Select(line => line.Values)
                .Where(values => values.Count > 0)
        )
        {
            // Without decorations it is for x86, with them the bare name is what old systems take.
            if (file.Section(values[0]).Count > 0)
            {
                yield return (DriverModels.Of("NT", Devices(values[0])), Devices(values[0]));
            }

            foreach (var decoration in values.Skip(1))
            {
                var section = $"{values[0]}.{decoration}";
                if (file.Section(section).Count > 0)
                {
                    yield return (DriverModels.Of(decoration, Devices(section)), Devices(section));
                }
            }
        }

        List<DriverDevice> Devices(string section) =>
            sections.TryGetValue(section, out var known)
                ? known
                : sections[section] = DevicesOf(file, section);
    }

    // %description% = install-section, hardware-id[, compatible-id]...
    private static List<DriverDevice> DevicesOf(InfFile file, string section) =>
        [
            .. file.Section(section)
                .Where(line => line is { Key: not null, Values.Count: > 1 })
                .Select(line => new DriverDevice(
                    Cut(file.Expand(line.Key!)),
                    Cut(file.Expand(line.Values[1]))
                ))
                .Where(device => device.HardwareId.Length > 0)
                .Take(MaximumDevices),
        ];

    private static string Cut(string text) =>
        text.Length > MaximumName ? text[..MaximumName] : text;

    private static DateOnly? ReadDate(string text) =>
        DateOnly.TryParseExact(
            text,
            ["M/d/yyyy", "M-d-yyyy"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date
            : null;

    private static string? First(IReadOnlyList<string> values) =>
        values.Count > 0 && values[0].Length > 0 ? Cut(values[0]) : null;

    [GeneratedRegex(@"\A[0-9]{1,9}(\.[0-9]{1,9}){0,3}\z")]
    private static partial Regex VersionShape();
}
