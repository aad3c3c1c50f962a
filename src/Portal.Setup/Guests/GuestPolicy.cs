using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace Portal.Setup.Guests;

/// <summary>The word of the guest's owner: <c>guest-tools.conf</c>.</summary>
internal sealed class GuestPolicy
{
    public const string FileName = "guest-tools.conf";

    private readonly List<string> _denied = [];
    private readonly List<string> _only = [];
    private readonly List<string> _publishers = [];

    private GuestPolicy() { }

    public bool DeniesAll { get; private set; }

    /// <exception cref="SetupException">A line of it is not understood, or it cannot be read: nothing is changed then.</exception>
    public static GuestPolicy Read(string path)
    {
        var policy = new GuestPolicy();
        if (!File.Exists(path))
        {
            return policy;
        }

        string[] lines;
        try
        {
            lines = File.ReadAllText(path, Encoding.UTF8).Split('\n');
        }
        catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
        {
            throw new SetupException(
                ExitCode.Policy,
                path + " cannot be read, so nothing is changed: " + e.Message
            );
        }

        for (var i = 0; i < lines.Length; i++)
        {
            if (!policy.Take(lines[i]))
            {
                throw new SetupException(
                    ExitCode.Policy,
                    string.Format(
                        CultureInfo.InvariantCulture,
                        "line {0} of {1} is not understood, so nothing is changed",
                        i + 1,
                        path
                    )
                );
            }
        }

        return policy;
    }

    /// <summary>The owner does not want this component changed.</summary>
    public bool Forbids(string component) =>
        DeniesAll || _denied.Contains(component) || (_only.Count > 0 && !_only.Contains(component));

    /// <summary>The owner trusts drivers of this publisher.</summary>
    public bool Trusts(string? publisher) =>
        publisher != null
        && _publishers.Exists(p => string.Equals(p, publisher, StringComparison.OrdinalIgnoreCase));

    private bool Take(string line)
    {
        var hash = line.IndexOf('#');
        line = (hash < 0 ? line : line.Substring(0, hash)).Trim();
        if (line == "")
        {
            return true;
        }

        var equals = line.IndexOf('=');
        if (equals < 0)
        {
            return false;
        }

        var key = line.Substring(0, equals).Trim();
        var value = line.Substring(equals + 1).Trim();
        if (key == "trust-publisher")
        {
            _publishers.Add(value);
            return value != "";
        }

        var names = value.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        switch (key)
        {
            case "allow":
                return names.Length == 1 && names[0] == "all";
            case "deny" when names.Length == 1 && names[0] == "all":
                return DeniesAll = true;
            case "deny":
                return AddNames(_denied, names);
            case "only":
                return AddNames(_only, names);
            default:
                return false;
        }
    }

    private static bool AddNames(List<string> list, string[] names)
    {
        foreach (var name in names)
        {
            if (
                name.Trim("abcdefghijklmnopqrstuvwxyz0123456789-".ToCharArray()) != ""
                || name[0] == '-'
            )
            {
                return false;
            }

            list.Add(name);
        }

        return names.Length > 0;
    }
}
