using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Portal.Setup.Disc;
using Portal.Setup.Documents;
using Portal.Setup.Guests;

namespace Portal.Setup.Runs;

/// <summary><c>result.json</c>, as docs/formats.md has it: there from the start of the run, replaced after each component.</summary>
internal sealed class ResultDocument(string runId, string action, bool isDryRun, GuestFacts guest)
{
    private const int MaximumTail = 2000;

    private readonly List<string> _names = [];
    private readonly List<string> _components = [];
    private readonly List<string> _files = [];

    public string RunId { get; } = runId;

    public string Started { get; set; } = "";

    public bool IsDetached { get; set; }

    public bool IsRebootRequired { get; set; }

    public string? Message { get; set; }

    /// <summary>Null: the disc could not be read.</summary>
    public InstallPlan? Plan { get; set; }

    public string Text { get; private set; } = "";

    /// <summary>Where it is written as well.</summary>
    /// <exception cref="SetupException">It cannot be written there.</exception>
    public void AddFile(string path)
    {
        _files.Add(path);
        try
        {
            Put(null, null);
        }
        catch (Exception e)
            when (e is IOException
                || e is UnauthorizedAccessException
                || e is ArgumentException
                || e is NotSupportedException
            )
        {
            _files.Remove(path);
            throw new SetupException(ExitCode.Failed, path + " cannot be written: " + e.Message);
        }
    }

    /// <summary>Adds what became of a component; the first word counts.</summary>
    public void Add(ComponentRun run, Outcome outcome)
    {
        if (_names.Contains(run.Component.Name))
        {
            return;
        }

        _names.Add(run.Component.Name);
        var tail = outcome.Status is "failed" or "unknown" ? Tail(run.LogFile) : null;
        _components.Add(
            new StringBuilder("{\"name\": ")
                .Append(Json.Text(run.Component.Name))
                .Append(", \"version\": ")
                .Append(Json.Text(run.Component.Version))
                .Append(", \"version_before\": ")
                .Append(Json.Text(run.VersionBefore))
                .Append(", \"version_after\": ")
                .Append(Json.Text(run.Recorded?.Version))
                .Append(", \"status\": ")
                .Append(Json.Text(outcome.Status))
                .Append(", \"native_exit\": ")
                .Append(Json.Number(run.NativeExit))
                .Append(", \"reason\": ")
                .Append(Json.Text(outcome.Reason))
                .Append(", \"log_tail\": ")
                .Append(Json.Text(tail))
                .Append('}')
                .ToString()
        );
        Put(null, null);
    }

    /// <summary>Writes it wherever it is waited for.</summary>
    /// <param name="ended">Null: it goes on.</param>
    public void Put(string? ended, int? exit)
    {
        Text = Make(ended, exit);
        foreach (var file in _files)
        {
            Whole.Write(file, Text);
        }
    }

    private string Make(string? ended, int? exit)
    {
        var text = new StringBuilder("{\n  \"schema\": 1,\n  \"run_id\": ");
        text.Append(Json.Text(RunId)).Append(",\n  \"installer\": \"setup.exe\",\n  \"iso\": ");
        text.Append(
            Plan == null
                ? "null"
                : "{\"product\": "
                    + Json.Text(Plan.Product)
                    + ", \"version\": "
                    + Json.Text(Plan.Version)
                    + ", \"release_sha256\": "
                    + Json.Text(Plan.ReleaseSha256)
                    + "}"
        );
        text.Append(",\n  \"os\": {\"id\": ")
            .Append(Json.Text(guest.Platform))
            .Append(", \"system\": \"windows\", \"distro\": \"windows\", \"version\": ")
            .Append(Json.Text(guest.Version))
            .Append(", \"edition\": ")
            .Append(Json.Text(guest.Edition))
            .Append(", \"arch\": ")
            .Append(Json.Text(guest.Architecture))
            .Append(", \"kernel\": ")
            .Append(Json.Text(guest.Kernel))
            .Append("},\n  \"secure_boot\": ")
            .Append(Json.Truth(guest.HasSecureBoot))
            .Append(",\n  \"action\": ")
            .Append(Json.Text(action))
            .Append(",\n  \"dry_run\": ")
            .Append(Json.Truth(isDryRun))
            .Append(",\n  \"detached\": ")
            .Append(Json.Truth(IsDetached))
            .Append(",\n  \"started\": ")
            .Append(Json.Text(Started))
            .Append(",\n  \"ended\": ")
            .Append(Json.Text(ended))
            .Append(",\n  \"exit\": ")
            .Append(Json.Number(exit))
            .Append(",\n  \"reboot_required\": ")
            .Append(Json.Truth(IsRebootRequired))
            .Append(",\n  \"message\": ")
            .Append(Json.Text(Message))
            .Append(",\n  \"components\": [");
        for (var i = 0; i < _components.Count; i++)
        {
            text.Append(i == 0 ? "\n    " : ",\n    ").Append(_components[i]);
        }

        return text.Append(_components.Count == 0 ? "]\n}\n" : "\n  ]\n}\n").ToString();
    }

    private static string? Tail(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var text = Json.Plain(File.ReadAllText(file, Encoding.UTF8)).TrimEnd();
        return text == "" ? null
            : text.Length > MaximumTail ? text.Substring(text.Length - MaximumTail)
            : text;
    }
}
