using System;
using System.Collections.Generic;

namespace Portal.Setup;

/// <summary>What was asked for.</summary>
internal sealed class CommandLine
{
    public const string Help =
        @"Usage: setup.exe VERB [OPTION...]

  install       install or update what is on this disc and fits this guest
  update        update what is in place, and install nothing else
  uninstall     take away again what was put here from such a disc
  rollback      go back to the versions of this, older, disc
  status        say what is in place
  list          say what is on this disc for this guest

  --only A,B       these components only; install and update take those they require as well
  --dry-run        do nothing, say what would be done
  --json           print the result as a JSON document
  --result FILE    write the result to a file as well
  --log FILE       add what is done, and what tools say, to a file
  --arch A         the guest's architecture, when it is not to be detected: x86_64, x86, aarch64
  --run-id HEX     32 hexadecimal digits that name this run in its result
  --detach         run on apart from this process; so it does by itself below the guest's agent, which it may restart
  --no-detach      run in this process in any case
  --help           this text

Exit codes: 0 done, 1 failed, 2 usage, 3 partly done, 10 done and a reboot is needed, 11 nothing to do,
20 nothing here fits this guest, 21 a dependency is missing, 22 the disc is damaged, 23 busy, 24 blocked by policy.
status and list end with 0; with 1 when it could not be told of one.

The owner's policy is %ProgramData%\GuestTools\guest-tools.conf: allow = all, deny = all, deny = NAMES, only = NAMES,
trust-publisher = NAME. The result of the last run is in %ProgramData%\GuestTools\result.json.
";

    private static readonly string[] Verbs =
    {
        "install",
        "update",
        "uninstall",
        "rollback",
        "status",
        "list",
    };

    private CommandLine()
    {
        Only = new List<string>();
    }

    /// <summary>Null: none was given.</summary>
    public string? Verb { get; private set; }

    /// <summary>Empty: all.</summary>
    public List<string> Only { get; private set; }

    public bool IsDryRun { get; private set; }

    public bool IsJson { get; private set; }

    public string? ResultFile { get; private set; }

    public string? LogFile { get; private set; }

    public string? Architecture { get; private set; }

    public string? RunId { get; private set; }

    /// <summary>Null: as it needs to be.</summary>
    public bool? Detach { get; private set; }

    /// <summary>Root of the disc where it is not the folder of the program; of a run apart.</summary>
    public string? Disc { get; private set; }

    public bool WantsHelp { get; private set; }

    /// <summary>True when the run may change the guest.</summary>
    public bool Changes
    {
        get { return !IsDryRun && Verb != "status" && Verb != "list"; }
    }

    /// <exception cref="SetupException">It cannot be understood.</exception>
    public static CommandLine Read(string[] arguments)
    {
        var line = new CommandLine();
        var waiting = new Queue<string>(arguments);
        while (waiting.Count > 0)
        {
            line.Take(waiting.Dequeue(), waiting);
        }

        return line;
    }

    private void Take(string word, Queue<string> waiting)
    {
        string? value = null;
        var equals = word.IndexOf('=');
        if (word.StartsWith("--", StringComparison.Ordinal) && equals > 0)
        {
            value = word.Substring(equals + 1);
            word = word.Substring(0, equals);
        }

        switch (word)
        {
            case "--only":
                AddOnly(Value(word, value, waiting));
                return;
            case "--result":
                ResultFile = Value(word, value, waiting);
                return;
            case "--log":
                LogFile = Value(word, value, waiting);
                return;
            case "--arch":
                Architecture = Value(word, value, waiting);
                Require(IsMadeOf(Architecture, "_-"), "'" + Architecture + "' is no architecture");
                return;
            case "--disc":
                Disc = Value(word, value, waiting);
                return;
            case "--run-id":
                RunId = Value(word, value, waiting);
                Require(
                    RunId.Length == 32 && RunId.Trim("0123456789abcdef".ToCharArray()) == "",
                    "--run-id is 32 hexadecimal digits"
                );
                return;
        }

        Require(value == null, "unknown: " + word);
        switch (word)
        {
            case "--dry-run":
                IsDryRun = true;
                return;
            case "--json":
                IsJson = true;
                return;
            case "--detach":
                Detach = true;
                return;
            case "--no-detach":
                Detach = false;
                return;
            case "-h":
            case "--help":
            case "/?":
                WantsHelp = true;
                return;
        }

        Require(Array.IndexOf(Verbs, word) >= 0, "unknown: " + word);
        Require(Verb == null, "one of " + Verb + " and " + word + ", please");
        Verb = word;
    }

    private void AddOnly(string value)
    {
        foreach (var name in value.Split(','))
        {
            Require(name != "", "--only has an empty name");
            Only.Add(name);
        }
    }

    private static string Value(string word, string? value, Queue<string> waiting)
    {
        Require(value != null || waiting.Count > 0, word + " needs a value");
        return value ?? waiting.Dequeue();
    }

    private static bool IsMadeOf(string text, string others)
    {
        foreach (var c in text)
        {
            var isPlain =
                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isPlain && others.IndexOf(c) < 0)
            {
                return false;
            }
        }

        return text != "";
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new SetupException(ExitCode.Usage, message + "; see: setup.exe --help");
        }
    }
}
