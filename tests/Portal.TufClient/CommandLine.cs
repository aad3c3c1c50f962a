namespace Portal.TufClient;

/// <summary>Options before or behind the verb, as the suite gives them.</summary>
internal sealed record CommandLine(
    string Verb,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, List<string>> Options
)
{
    public const string Usage = """
        tuf-client --metadata-dir DIR init ROOT
        tuf-client --metadata-dir DIR --metadata-url URL refresh
        tuf-client --metadata-dir DIR --metadata-url URL --target-name PATH... --target-base-url URL --target-dir DIR download
        tuf-client --repository DIR --state DIR publish          publishes without end, and prints a line for each version
        """;

    private static readonly string[] Known =
    [
        "--metadata-dir",
        "--metadata-url",
        "--target-name",
        "--target-base-url",
        "--target-dir",
        "--repository",
        "--state",
    ];

    public static CommandLine? Read(string[] args)
    {
        var options = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                rest.Add(args[i]);
            }
            else if (Known.Contains(args[i]) && i + 1 < args.Length)
            {
                if (!options.TryGetValue(args[i], out var values))
                {
                    options[args[i]] = values = [];
                }

                values.Add(args[++i]);
            }
            else
            {
                return null;
            }
        }

        return rest.Count > 0 ? new CommandLine(rest[0], rest[1..], options) : null;
    }

    public string One(string option) =>
        Options.TryGetValue(option, out var values) && values.Count == 1
            ? values[0]
            : throw new IOException($"{option} is needed once.\n{Usage}");
}
