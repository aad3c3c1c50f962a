using System.Collections.Generic;

namespace Portal.Setup.Documents;

/// <summary>What the state says of a component.</summary>
internal sealed class ComponentRecord
{
    public ComponentRecord(string name, string version, string rank, string kind, string product)
    {
        Name = name;
        Version = version;
        Rank = rank;
        Kind = kind;
        Product = product;
        At = "";
        Put = new List<string>();
        Before = new List<string>();
    }

    public string Name { get; private set; }

    public string Version { get; set; }

    public string Rank { get; set; }

    public string Kind { get; set; }

    /// <summary>From whose disc.</summary>
    public string Product { get; set; }

    /// <summary>False from before the first change until the component is in place.</summary>
    public bool IsInstalled { get; set; }

    public string At { get; set; }

    /// <summary>What is taken back: product codes, published names of drivers.</summary>
    public List<string> Put { get; private set; }

    /// <summary>What was there before, and stays.</summary>
    public List<string> Before { get; private set; }

    public static ComponentRecord Of(Dictionary<string, object?> read)
    {
        var record = new ComponentRecord(
            (string)read["name"]!,
            (string)read["version"]!,
            (string)read["rank"]!,
            (string)read["kind"]!,
            (string)read["product"]!
        )
        {
            IsInstalled = (string)read["state"]! == "installed",
            At = (string)read["at"]!,
        };
        record.Put.AddRange(((List<object?>)read["put"]!).ConvertAll(text => (string)text!));
        record.Before.AddRange(((List<object?>)read["before"]!).ConvertAll(text => (string)text!));
        return record;
    }

    public string ToJson()
    {
        return "{\"name\":"
            + Json.Text(Name)
            + ",\"version\":"
            + Json.Text(Version)
            + ",\"rank\":"
            + Json.Text(Rank)
            + ",\"kind\":"
            + Json.Text(Kind)
            + ",\"state\":"
            + Json.Text(IsInstalled ? "installed" : "pending")
            + ",\"at\":"
            + Json.Text(At)
            + ",\"product\":"
            + Json.Text(Product)
            + ",\"put\":"
            + Json.List(Put)
            + ",\"before\":"
            + Json.List(Before)
            + "}";
    }
}

/// <summary>The newest release of a product that was installed here.</summary>
internal sealed class ReleaseRecord
{
    public ReleaseRecord(string product, string version, string rank, string sha256)
    {
        Product = product;
        Version = version;
        Rank = rank;
        Sha256 = sha256;
    }

    public string Product { get; private set; }

    public string Version { get; private set; }

    public string Rank { get; private set; }

    public string Sha256 { get; private set; }

    public static ReleaseRecord Of(Dictionary<string, object?> read)
    {
        return new ReleaseRecord(
            (string)read["product"]!,
            (string)read["version"]!,
            (string)read["rank"]!,
            (string)read["sha256"]!
        );
    }

    public string ToJson()
    {
        return "{\"product\":"
            + Json.Text(Product)
            + ",\"version\":"
            + Json.Text(Version)
            + ",\"rank\":"
            + Json.Text(Rank)
            + ",\"sha256\":"
            + Json.Text(Sha256)
            + "}";
    }
}
