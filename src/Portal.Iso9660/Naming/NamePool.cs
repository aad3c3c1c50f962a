namespace Portal.Iso9660.Naming;

/// <summary>
/// Hands out the names of one directory. A name that is taken gets a number before its extension, at the cost of the
/// stem's tail. Names must be claimed in an order that the input cannot influence.
/// </summary>
internal sealed class NamePool(StringComparer comparer, string numberPrefix)
{
    private readonly HashSet<string> _taken = new(comparer);
    private readonly Dictionary<string, int> _lastNumber = new(comparer);

    /// <summary>True when nobody had the name; it is taken now.</summary>
    public bool TryClaim(string name) => _taken.Add(name);

    /// <summary>The name cut to <paramref name="limit"/> UTF-16 units, numbered if that form is taken.</summary>
    public string Claim(SplitName name, int limit)
    {
        var plain = name.Fit(limit, "");
        if (_taken.Add(plain))
        {
            return plain;
        }

        var number = _lastNumber.GetValueOrDefault(plain);
        string candidate;
        do
        {
            number++;
            candidate = name.Fit(limit, numberPrefix + number.ToString());
        } while (!_taken.Add(candidate));

        _lastNumber[plain] = number;
        return candidate;
    }
}
