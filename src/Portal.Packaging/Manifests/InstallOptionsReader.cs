using System.Buffers;
using System.Globalization;
using Portal.Packaging.Manifests.Yaml;

namespace Portal.Packaging.Manifests;

/// <summary>Reads what an entry of <c>install</c> says beyond its guests and files.</summary>
internal static class InstallOptionsReader
{
    /// <summary>The keys, besides <c>when</c> and the kinds.</summary>
    public static readonly string[] Keys = ["switches", "product", "uninstall", "codes", "reboot"];

    private static readonly string[] CodeKeys = ["ok", "reboot"];

    private static readonly InstallKind[] Programs = [InstallKind.Msi, InstallKind.Exe];

    // What cmd.exe would take for its own.
    private const string Refused = "&|<>^%!";

    private static readonly SearchValues<char> RefusedCharacters = SearchValues.Create(Refused);

    public static InstallOptions Read(
        FieldReader fields,
        InstallKind kind,
        ManifestFindings findings
    )
    {
        RefuseForeignKeys(fields, kind, findings);
        var (ok, restart) = Codes(fields, kind, findings);
        return new InstallOptions
        {
            Switches = Switches(fields, "switches", findings),
            Product = Product(fields, findings),
            Uninstall = Switches(fields, "uninstall", findings),
            SuccessCodes = ok,
            RestartCodes = restart,
            Reboot = (RebootRule)Word(fields, "reboot", InstallWords.Reboots, findings),
        };
    }

    /// <summary>The place of a word in a list; 0 when it is absent or, with a finding, none of them.</summary>
    public static int Word(
        FieldReader fields,
        string key,
        IReadOnlyList<string> words,
        ManifestFindings findings
    )
    {
        if (fields.Text(key) is not { } given)
        {
            return 0;
        }

        var index = words.ToList().IndexOf(given.Text);
        if (index < 0)
        {
            findings.Add(
                $"manifest.{key}",
                given.Line,
                $"{Quote.Of(given.Text)} is unknown as '{key}'.",
                Quote.DidYouMean(given.Text, words) ?? $"It is {Quote.OneOf(words)}."
            );
        }

        return Math.Max(index, 0);
    }

    private static void RefuseForeignKeys(
        FieldReader fields,
        InstallKind kind,
        ManifestFindings findings
    )
    {
        foreach (var key in Keys.Where(fields.Has))
        {
            InstallKind[]? kinds = key switch
            {
                "switches" or "codes" => Programs,
                "product" or "uninstall" => [InstallKind.Exe],
                _ => null,
            };
            if (kinds?.Contains(kind) == false)
            {
                findings.Add(
                    "manifest.install.key",
                    fields.LineOf(key),
                    $"'{key}' is for {Quote.OneOf([.. kinds.Select(k => $"'{k.Text()}'")])}, and this entry is of kind "
                        + $"'{kind.Text()}'.",
                    kind is InstallKind.Msi && key is "product" or "uninstall"
                        ? $"Remove '{key}': Windows Installer knows what it has installed."
                        : $"Remove '{key}'."
                );
            }
        }
    }

    private static string? Switches(FieldReader fields, string key, ManifestFindings findings)
    {
        if (fields.Text(key) is not { } given)
        {
            return null;
        }

        var problem =
            given.Text.Length > InstallOptions.MaximumSwitches
                ? $"they have {given.Text.Length} characters, and {InstallOptions.MaximumSwitches} are allowed"
            : given.Text.AsSpan().IndexOfAny(RefusedCharacters) is var at and >= 0
                ? $"'{given.Text[at]}' has a meaning of its own in a command line"
            : given.Text != given.Text.Trim() ? "a space stands at their end"
            : given.Text == "-" ? "'-' stands for none"
            : given.Text.Any(c => !char.IsAscii(c)) ? "they are not plain ASCII"
            : null;
        if (problem is not null)
        {
            findings.Add(
                $"manifest.install.{key}",
                given.Line,
                $"{Quote.Of(given.Text)} cannot be the '{key}': {problem}.",
                $"Write switches as '/quiet DIR=\"C:\\tools\"', without any of {string.Join(' ', Refused.ToCharArray())}; for more than "
                    + "that, use a script."
            );
        }

        return given.Text;
    }

    private static string? Product(FieldReader fields, ManifestFindings findings)
    {
        if (fields.Text("product") is not { } given)
        {
            return null;
        }

        if (
            given.Text.Length > InstallOptions.MaximumProduct
            || given.Text != given.Text.Trim()
            || given.Text == "-"
        )
        {
            findings.Add(
                "manifest.install.product",
                given.Line,
                $"{Quote.Of(given.Text)} cannot be the 'product'.",
                "Write it exactly as Windows lists it among the installed programs, "
                    + $"at most {InstallOptions.MaximumProduct} characters."
            );
        }

        return given.Text;
    }

    // Microsoft, "MsiExec.exe and InstMsi.exe error messages"; "PnPUtil return values".
    private static (uint[] Ok, uint[] Restart) Codes(
        FieldReader fields,
        InstallKind kind,
        ManifestFindings findings
    )
    {
        if (kind is InstallKind.Deb or InstallKind.Rpm or InstallKind.Script)
        {
            return ([], []);
        }

        SortedSet<uint> ok = kind is InstallKind.Inf ? [0, 259] : [0];
        SortedSet<uint> restart = [1641, 3010];
        if (fields.Map("codes") is { } map)
        {
            var lists = new FieldReader(map, CodeKeys, findings);
            var given = CodeList(lists, "ok", findings);
            var givenRestart = CodeList(lists, "reboot", findings);
            foreach (var (code, line) in givenRestart.Where(c => given.Any(g => g.Code == c.Code)))
            {
                findings.Add(
                    "manifest.install.codes",
                    line,
                    $"The code {code} stands in both 'ok' and 'reboot'.",
                    "Remove it from one of them."
                );
            }

            // What is given says more than what the kind has.
            restart.ExceptWith(given.Select(c => c.Code));
            ok.UnionWith(given.Select(c => c.Code));
            ok.ExceptWith(givenRestart.Select(c => c.Code));
            restart.UnionWith(givenRestart.Select(c => c.Code));
        }

        return ([.. ok], [.. restart]);
    }

    private static List<(uint Code, int Line)> CodeList(
        FieldReader fields,
        string key,
        ManifestFindings findings
    )
    {
        var codes = new List<(uint, int)>();
        foreach (var text in fields.Texts(key))
        {
            if (Code(text.Text) is { } code)
            {
                codes.Add((code, text.Line));
            }
            else
            {
                findings.Add(
                    "manifest.install.codes",
                    text.Line,
                    $"{Quote.Of(text.Text)} is not an exit code.",
                    "A code is a number of 32 bits: 3010, -1 or 0x80070643."
                );
            }
        }

        return codes;
    }

    private static uint? Code(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(
                text.AsSpan(2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var hex
            )
                ? hex
                : null
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                ? code
                : int.TryParse(
                    text,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var negative
                )
                    ? unchecked((uint)negative)
                    : null;
}
