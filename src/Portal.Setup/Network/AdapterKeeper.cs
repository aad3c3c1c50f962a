using System.Collections.Generic;
using System.IO;
using System.Text;
using Portal.Setup.Documents;
using Portal.Setup.Machines;

namespace Portal.Setup.Network;

/// <summary>
/// Keeps what was configured by hand over a change of drivers: Windows may make another adapter of the same card, without
/// it. What was there is written down first, so that it is known after a reboot too.
/// </summary>
internal sealed class AdapterKeeper(Machine machine)
{
    private readonly string _file = Path.Combine(machine.DataFolder, "network.json");
    private bool _isSaved;

    /// <summary>Before the first change of a driver.</summary>
    public void Save()
    {
        // What an earlier run left is from before its change, and not all of it may be back.
        if (_isSaved || File.Exists(_file))
        {
            _isSaved = true;
            return;
        }

        var adapters = new List<string>();
        foreach (var adapter in machine.ReadAdapters())
        {
            if (adapter.IsByHand)
            {
                adapters.Add(ToJson(adapter));
            }
        }

        if (adapters.Count > 0)
        {
            Whole.Write(_file, "[\n" + string.Join(",\n", adapters.ToArray()) + "\n]\n");
            _isSaved = true;
        }
    }

    /// <summary>After a change: gives adapters back what they have lost.</summary>
    /// <returns>One line for each adapter that was set, for the log.</returns>
    public IList<string> Restore()
    {
        var done = new List<string>();
        if (!File.Exists(_file))
        {
            return done;
        }

        var now = new Dictionary<string, AdapterSettings>();
        foreach (var adapter in machine.ReadAdapters())
        {
            now[adapter.Mac] = adapter;
        }

        foreach (var before in Read())
        {
            if (!now.TryGetValue(before.Mac, out var after))
            {
                continue;
            }

            var commands = AdapterCommands.Of(before, after);
            foreach (var command in commands)
            {
                machine.Run(new ToolStart(machine.Tool("netsh.exe"), command));
            }

            if (commands.Count > 0)
            {
                done.Add(after.Name + " (" + before.Mac + ") has its addresses again");
            }
        }

        return done;
    }

    /// <summary>At the end of a run.</summary>
    /// <param name="isRebootNeeded">Then adapters are looked after once more when Windows starts.</param>
    public void End(bool isRebootNeeded)
    {
        if (!File.Exists(_file))
        {
            return;
        }

        if (isRebootNeeded)
        {
            machine.RestoreAtStart();
        }
        else
        {
            File.Delete(_file);
        }
    }

    private List<AdapterSettings> Read()
    {
        var adapters = new List<AdapterSettings>();
        foreach (var item in (List<object?>)JsonReader.Read(File.ReadAllText(_file))!)
        {
            var read = (Dictionary<string, object?>)item!;
            var adapter = new AdapterSettings((string)read["mac"]!, (string)read["name"]!)
            {
                IsStatic = (bool)read["static"]!,
            };
            Fill(adapter.Addresses, read["addresses"]);
            Fill(adapter.Gateways, read["gateways"]);
            Fill(adapter.Servers, read["servers"]);
            Fill(adapter.Addresses6, read["addresses6"]);
            Fill(adapter.Gateways6, read["gateways6"]);
            Fill(adapter.Servers6, read["servers6"]);
            adapters.Add(adapter);
        }

        return adapters;
    }

    private static void Fill(List<string> list, object? read)
    {
        foreach (var text in (List<object?>)read!)
        {
            list.Add((string)text!);
        }
    }

    private static string ToJson(AdapterSettings adapter) =>
        new StringBuilder("{\"mac\":")
            .Append(Json.Text(adapter.Mac))
            .Append(",\"name\":")
            .Append(Json.Text(adapter.Name))
            .Append(",\"static\":")
            .Append(Json.Truth(adapter.IsStatic))
            .Append(",\"addresses\":")
            .Append(Json.List(adapter.Addresses))
            .Append(",\"gateways\":")
            .Append(Json.List(adapter.Gateways))
            .Append(",\"servers\":")
            .Append(Json.List(adapter.Servers))
            .Append(",\"addresses6\":")
            .Append(Json.List(adapter.Addresses6))
            .Append(",\"gateways6\":")
            .Append(Json.List(adapter.Gateways6))
            .Append(",\"servers6\":")
            .Append(Json.List(adapter.Servers6))
            .Append('}')
            .ToString();
}
