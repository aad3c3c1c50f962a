using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Portal.Setup.Documents;

/// <summary>What was put into this guest, and from where: <c>state.json</c>, as docs/formats.md has it.</summary>
internal sealed class StateFile
{
    private readonly string _path;
    private readonly List<ReleaseRecord> _releases = new List<ReleaseRecord>();
    private readonly List<ComponentRecord> _components = new List<ComponentRecord>();

    private StateFile(string path)
    {
        _path = path;
    }

    public IEnumerable<ComponentRecord> Components
    {
        get { return _components.ToArray(); }
    }

    /// <exception cref="SetupException">It is damaged: what is in the guest would be forgotten otherwise.</exception>
    public static StateFile Read(string path)
    {
        var state = new StateFile(path);
        if (!File.Exists(path))
        {
            return state;
        }

        try
        {
            var root = (Dictionary<string, object?>)JsonReader.Read(File.ReadAllText(path))!;
            foreach (var release in (List<object?>)root["releases"]!)
            {
                state._releases.Add(ReleaseRecord.Of((Dictionary<string, object?>)release!));
            }

            foreach (var component in (List<object?>)root["components"]!)
            {
                state._components.Add(ComponentRecord.Of((Dictionary<string, object?>)component!));
            }
        }
        catch (Exception e)
            when (e is FormatException
                || e is InvalidCastException
                || e is KeyNotFoundException
                || e is NullReferenceException
            )
        {
            throw new SetupException(
                ExitCode.Failed,
                path + " is damaged, so that it is not known what was put here: " + e.Message
            );
        }

        return state;
    }

    /// <summary>Null: nothing is known of it.</summary>
    public ComponentRecord? Recall(string name)
    {
        return _components.Find(c => c.Name == name);
    }

    public void Keep(ComponentRecord record)
    {
        var at = _components.FindIndex(c => c.Name == record.Name);
        if (at < 0)
        {
            _components.Add(record);
        }
        else
        {
            _components[at] = record;
        }

        Write();
    }

    public void Forget(string name)
    {
        if (_components.RemoveAll(c => c.Name == name) > 0)
        {
            Write();
        }
    }

    /// <summary>The newest release of each product is known.</summary>
    public void Keep(ReleaseRecord release)
    {
        var known = _releases.Find(r => r.Product == release.Product);
        if (known != null && string.CompareOrdinal(known.Rank, release.Rank) > 0)
        {
            return;
        }

        _releases.RemoveAll(r => r.Product == release.Product);
        _releases.Add(release);
        Write();
    }

    private void Write()
    {
        // One line for each, so that setup.cmd and people read it as well.
        var text = new StringBuilder("{\"schema\":1,\n\"releases\":[\n");
        text.Append(string.Join(",\n", _releases.ConvertAll(r => r.ToJson()).ToArray()));
        text.Append("\n],\n\"components\":[\n");
        text.Append(string.Join(",\n", _components.ConvertAll(c => c.ToJson()).ToArray()));
        text.Append("\n]}\n");
        Whole.Write(_path, text.ToString());
    }
}
