using System.Buffers;

namespace Portal.Iso9660.Naming;

/// <summary>Characters by the standards' own names.</summary>
internal static class CharacterSets
{
    private const string DCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

    /// <summary>ECMA-119 7.4.1: d-characters.</summary>
    public static readonly SearchValues<char> D = SearchValues.Create(DCharacters);

    /// <summary>ECMA-119 7.4.1: a-characters.</summary>
    public static readonly SearchValues<char> A = SearchValues.Create(
        DCharacters + " !\"%&'()*+,-./:;<=>?"
    );

    /// <summary>Joliet specification, "Allowed character set": these and the control characters are out.</summary>
    public static readonly SearchValues<char> NotInJoliet = SearchValues.Create("*/:;?\\");
}
