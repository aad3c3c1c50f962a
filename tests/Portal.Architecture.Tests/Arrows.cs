namespace Portal.Architecture;

/// <summary>
/// Every arrow there may be: who may use whom. The tests fail on any other, so a new folder or a new dependency
/// is a new line here, seen in review.
/// </summary>
internal static class Arrows
{
    /// <summary>A project's own references. What a reference brings along may be used as well.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Projects = new Dictionary<
        string,
        string[]
    >
    {
        ["Portal.Iso9660"] = [],
        ["Portal.Trust"] = [],
        ["Portal.Protocol"] = [],
        ["Portal.Installer"] = [],
        // setup.exe of every disc: .NET Framework, beside everything else.
        ["Portal.Setup"] = [],
        // What lint says of drivers depends on who signed them.
        ["Portal.Packaging"] = ["Portal.Iso9660", "Portal.Protocol", "Portal.Trust"],
        ["Portal.Core"] = ["Portal.Packaging", "Portal.Trust", "Portal.Protocol"],
        ["Portal.Cli"] = ["Portal.Packaging", "Portal.Trust", "Portal.Protocol"],
        ["Portal.Migrations.Sqlite"] = ["Portal.Core"],
        ["Portal.Migrations.PostgreSql"] = ["Portal.Core"],
        ["Portal.Web"] =
        [
            "Portal.Core",
            "Portal.Migrations.Sqlite",
            "Portal.Migrations.PostgreSql",
        ],
    };

    /// <summary>
    /// The ground of Core: what every concept of the flow stands on. It knows none of them.
    /// <list type="bullet">
    /// <item>Problems are errors and results: words that every other folder speaks.</item>
    /// <item>Data is the context and its conventions; each concept brings its own configuration and queries.</item>
    /// <item>Jobs keep their rows in Data and say nothing of who asked: accounts are not their business.</item>
    /// <item>Access holds accounts, grants and the audit chain, which is written in the transaction of the change.</item>
    /// <item>Blobs take the collection lock from the database when there are several nodes, and collect by a job that the audit names.</item>
    /// <item>Signing keeps which key signed what, and audits it.</item>
    /// </list>
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> Ground = new Dictionary<
        string,
        string[]
    >
    {
        ["Problems"] = [],
        ["Data"] = ["Problems"],
        ["Jobs"] = ["Data", "Problems"],
        ["Access"] = ["Data", "Problems"],
        ["Blobs"] = ["Data", "Jobs", "Access", "Problems"],
        ["Signing"] = ["Data", "Access", "Problems"],
    };

    /// <summary>
    /// The flow, upstream first: a concept asks those named here and the whole ground, and nothing else.
    /// DESIGN names Jobs, Signing and Blobs in some lines; they are ground and need no line. Search asks the tables of
    /// whatever can be found, and nothing asks it.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> Flow = new Dictionary<
        string,
        string[]
    >
    {
        ["Projects"] = [],
        ["Components"] = ["Projects"],
        ["Uploads"] = ["Components"],
        ["Products"] = ["Components"],
        ["Releases"] = ["Products"],
        ["Images"] = ["Releases"],
        ["Results"] = ["Images"],
        // What carries a problem is component versions and the releases that hold them.
        ["Advisories"] = ["Components", "Releases"],
        ["Search"] = ["Projects", "Components", "Products", "Releases", "Images"],
        ["Channels"] = ["Components", "Products", "Releases", "Images", "Results"],
        // A target of the update repository is an image, whose bytes are made from blobs.
        // They are told what becomes of channels and releases, which know nothing of them.
        ["Webhooks"] = ["Products", "Releases", "Channels"],
        ["Updates"] = ["Channels", "Images", "Releases", "Advisories"],
        // What hosts are served, as plain files: all that is published, by whatever concept.
        ["Mirrors"] = ["Updates", "Channels", "Images", "Releases"],
        // What hosts report is held against channels and releases. They read the update repository, which knows nothing of them.
        ["Hosts"] = ["Channels", "Products", "Releases", "Images"],
        // Releases that another portal made become releases of a product here.
        ["Following"] = ["Products", "Releases", "Images"],
        // What operators do. Backups ask the ground, which every concept has told what it keeps.
        ["Backups"] = [],
        ["Health"] = ["Releases", "Images", "Channels", "Updates", "Following", "Webhooks"],
    };

    /// <summary>
    /// Inside Trust: folders that stand apart so that verification can be read, and used, without the rest. A client of the
    /// update repository knows nothing of publishing, and publishing shares with it the metadata alone.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> Trust = new Dictionary<
        string,
        string[]
    >
    {
        ["Keys"] = [],
        ["OpenPgp"] = ["Keys"],
        ["Authenticode"] = [],
        ["Tuf.Metadata"] = ["Keys"],
        ["Tuf.Client"] = ["Tuf.Metadata", "Keys"],
        ["Tuf.Repository"] = ["Tuf.Metadata", "Keys"],
    };

    /// <summary>
    /// Folders of Web that have no counterpart in Core. Shell: layout, problem documents, the pipeline. Parts: what pages
    /// are made of, from icons to how a size is written. Gtp: the packages of gtp that lie beside the program.
    /// </summary>
    public static readonly IReadOnlySet<string> WebOnly = new HashSet<string>
    {
        "Shell",
        "Parts",
        "Gtp",
    };

    /// <summary>The longest a source file may be, in lines; past it there is a second concept inside.</summary>
    public const int LongestFile = 300;

    /// <summary>Paths that may be longer, each with its reason in a comment. None is.</summary>
    public static readonly IReadOnlySet<string> LongFiles = new HashSet<string>();

    /// <summary>Calls that no source makes: time is taken from TimeProvider, waiting is for a condition.</summary>
    public static readonly IReadOnlySet<string> BannedCalls = new HashSet<string>
    {
        "Thread.Sleep",
        "DateTime.Now",
        "DateTime.UtcNow",
        "DateTime.Today",
        "DateTimeOffset.Now",
        "DateTimeOffset.UtcNow",
    };

    /// <summary>The words that are folders of Core, ground and flow.</summary>
    public static IEnumerable<string> Concepts => Ground.Keys.Concat(Flow.Keys);

    /// <summary>What a concept of Core may use, itself included; null for a word that is not in the tables.</summary>
    public static IReadOnlySet<string>? AllowedTo(string concept)
    {
        if (Ground.TryGetValue(concept, out var ground))
        {
            return ground.Append(concept).ToHashSet();
        }

        return Flow.TryGetValue(concept, out var flow)
            ? flow.Concat(Ground.Keys).Append(concept).ToHashSet()
            : null;
    }

    /// <summary>A project and everything that its arrows reach.</summary>
    public static IReadOnlySet<string> Reach(string project)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([project]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next) && Projects.TryGetValue(next, out var targets))
            {
                foreach (var target in targets)
                {
                    open.Push(target);
                }
            }
        }

        return reached;
    }
}
