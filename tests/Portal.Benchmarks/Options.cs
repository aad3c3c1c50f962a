namespace Portal.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Names">Which benchmarks: of <see cref="All"/>.</param>
/// <param name="Rounds">How many pairs are measured, after one that is not counted. 1 or more; default 5.</param>
/// <param name="MiB">Size of the tree or archive in MiB. Default 200.</param>
/// <param name="Files">Files in the tree. Default 800.</param>
/// <param name="SmallFiles">Files in the tree of small files that "iso" writes. Default 50,000.</param>
/// <param name="Folder">Where trees, images and data folders are made and removed again. Default: the system's.</param>
internal sealed record Options(
    IReadOnlyList<string> Names,
    int Rounds,
    int MiB,
    int Files,
    int SmallFiles,
    string Folder
)
{
    public const string Usage = """
        Usage: Portal.Benchmarks assemble|iso|upload|start|pages|delta|poll|metadata|all... [--rounds N] [--mib N] [--files N]
                                  [--small-files N] [--folder DIR]

          assemble   plan, write and hash a tree, against xorriso and then openssl dgst
          iso        the ISO library against xorriso: with and without the hash, small files, planning, size, memory
          upload     PUT of an archive to a running portal, against openssl dgst
          start      from starting the portal to its first 200
          pages      pages with 1,000 components and 10,000 releases, against the same pages with two of each
          delta      what a host is sent to have the next release of 300 MiB, against what is new in it
          poll       a channel as hosts ask for it, against nginx with the same file (needs nginx and wrk)
          metadata   sizes of the update repository's files after 1, 100 and 1,000 releases; takes many minutes

        Prints the medians as a Markdown table. Defaults: 5 rounds, 200 MiB, 800 files, 50000 small ones.
        """;

    public static readonly IReadOnlyList<string> All =
    [
        "assemble",
        "iso",
        "upload",
        "start",
        "pages",
        "delta",
        "poll",
        "metadata",
    ];

    /// <summary>Null when the command line makes no sense.</summary>
    public static Options? Parse(string[] arguments)
    {
        var names = new List<string>();
        var options = new Options(names, 5, 200, 800, 50_000, Path.GetTempPath());
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            if (name == "all")
            {
                names.AddRange(All);
            }
            else if (All.Contains(name))
            {
                names.Add(name);
            }
            else if (
                i + 1 == arguments.Length
                || options.With(name, arguments[++i]) is not { } next
            )
            {
                return null;
            }
            else
            {
                options = next;
            }
        }

        return names.Count == 0 ? null : options;
    }

    private Options? With(string name, string value)
    {
        if (name == "--folder")
        {
            return this with { Folder = Path.GetFullPath(value) };
        }

        return int.TryParse(value, out var number) && number > 0
            ? name switch
            {
                "--rounds" => this with { Rounds = number },
                "--mib" => this with { MiB = number },
                "--files" => this with { Files = number },
                "--small-files" => this with { SmallFiles = number },
                _ => null,
            }
            : null;
    }
}
