using Portal.Protocol;

namespace Portal.Cli.Hosts;

/// <summary>Where an image grows, and older ones of the product that lie there already.</summary>
internal interface IImageShelf
{
    /// <summary>Where an image grows until it is whole; another for each digest, so that what lies there can be gone on with.</summary>
    string Part(string version, Digest sha256, string kind);

    /// <summary>Images whose contents may be taken, each with its extents.json.</summary>
    IEnumerable<(string File, byte[] Extents)> Images();
}
