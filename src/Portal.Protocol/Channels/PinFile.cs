using System.Globalization;
using System.Text;
using Portal.Protocol.Problems;

namespace Portal.Protocol.Channels;

/// <summary>
/// What a distribution commits to name one image exactly: <c>guest-tools.pin</c>. The first line is <c>guest-tools-pin 1</c>;
/// then lines of <c>field: value</c>; those that are empty or begin with <c>#</c> are for people.
/// <code>
/// guest-tools-pin 1
/// product: guest-tools
/// channel: stable
/// version: 4.3
/// sha256: 64 hexadecimal digits
/// length: 312475648
/// url: https://tools.example.org/download/guest-tools/4.3/guest-tools-4.3.iso
/// </code>
/// </summary>
/// <param name="Channel">Where it was taken from; null when nobody said.</param>
/// <param name="Length">Bytes of the image.</param>
/// <param name="Urls">Where the image is, the first that answers is taken; at least one.</param>
public sealed record PinFile(
    string Product,
    string? Channel,
    string Version,
    Digest Sha256,
    long Length,
    IReadOnlyList<Uri> Urls
)
{
    public const string Head = "guest-tools-pin 1";

    /// <summary>A larger file is none of ours.</summary>
    public const int MaximumBytes = 64 << 10;

    public string ToText()
    {
        var text = new StringBuilder($"{Head}\nproduct: {Product}\n");
        if (Channel is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"channel: {Channel}\n");
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"version: {Version}\nsha256: {Sha256}\nlength: {Length}\n"
        );
        foreach (var url in Urls)
        {
            text.Append(CultureInfo.InvariantCulture, $"url: {url.AbsoluteUri}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToText"/> writes, and what people made of it.</summary>
    /// <param name="path">What findings call the file.</param>
    /// <returns>The pin, or every fault with its line.</returns>
    public static (PinFile? Pin, IReadOnlyList<Finding> Findings) Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Reader(path).Read(text);
    }

    private sealed class Reader(string path)
    {
        private readonly List<Finding> _findings = [];
        private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
        private readonly List<Uri> _urls = [];

        public (PinFile?, IReadOnlyList<Finding>) Read(string text)
        {
            var lines = text.ReplaceLineEndings("\n").Split('\n');
            var head = Array.FindIndex(lines, l => !IsRemark(l));
            if (head < 0 || lines[head].TrimEnd() != Head)
            {
                Find(
                    "pin.head",
                    $"The file does not begin with '{Head}'.",
                    head < 0 ? 1 : head + 1
                );
                return (null, _findings);
            }

            for (var i = head + 1; i < lines.Length; i++)
            {
                if (!IsRemark(lines[i]))
                {
                    Line(lines[i], i + 1);
                }
            }

            foreach (var name in (string[])["product", "version", "sha256", "length"])
            {
                if (!_fields.ContainsKey(name) && !_findings.Exists(f => f.Rule == $"pin.{name}"))
                {
                    Find($"pin.{name}", $"The line '{name}: ...' is missing.", line: null);
                }
            }

            if (_urls.Count == 0 && !_findings.Exists(f => f.Rule == "pin.url"))
            {
                Find("pin.url", "There is no line 'url: ...'.", line: null);
            }

            return _findings.Count > 0
                ? (null, _findings)
                : (
                    new PinFile(
                        _fields["product"],
                        _fields.GetValueOrDefault("channel"),
                        _fields["version"],
                        Digest.Parse(_fields["sha256"]),
                        long.Parse(_fields["length"], CultureInfo.InvariantCulture),
                        _urls
                    ),
                    []
                );
        }

        private void Line(string line, int number)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? line.Trim() : line[..colon].Trim();
            var value = colon < 0 ? "" : line[(colon + 1)..].Trim();
            string? problem = name switch
            {
                "product" => Names.IsName(value) ? null : "is no product name",
                "channel" => Names.IsChannelName(value) ? null : "is no channel name",
                "version" => Names.IsReleaseVersion(value) ? null : "is no release version",
                "sha256" => Digest.TryParse(value, out _) ? null : "is not 64 hexadecimal digits",
                "length" => long.TryParse(
                    value,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var length
                )
                && length > 0
                    ? null
                    : "is no number of bytes",
                "url" => Uri.TryCreate(value, UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
                && url.UserInfo.Length == 0
                    ? null
                    : "is no address of http or https",
                _ => "",
            };
            if (problem is "")
            {
                Find("pin.field", $"'{name}' is no field of a pin.", number);
            }
            else if (problem is not null)
            {
                Find($"pin.{name}", $"'{value}' {problem}.", number);
            }
            else if (name == "url")
            {
                _urls.Add(new Uri(value));
            }
            else if (!_fields.TryAdd(name, value))
            {
                Find($"pin.{name}", $"'{name}' stands here twice.", number);
            }
        }

        private static bool IsRemark(string line) => line.TrimStart() is [] or ['#', ..];

        private void Find(string rule, string message, int? line) =>
            _findings.Add(new Finding(rule, message, path, line));
    }
}
