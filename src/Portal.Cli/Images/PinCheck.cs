using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Client;

namespace Portal.Cli.Images;

/// <summary>Holds a release against the pin that a distribution committed.</summary>
internal static class PinCheck
{
    /// <exception cref="CommandException">It is no pin; with every fault.</exception>
    public static async Task<PinFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (new FileInfo(path).Length > PinFile.MaximumBytes)
        {
            throw CommandException.Failed("cli.pin", $"'{path}' is too large for a pin.");
        }

        var (pin, findings) = PinFile.Parse(
            await File.ReadAllTextAsync(path, cancellationToken),
            path
        );
        return pin ?? throw CommandException.Failed("cli.pin", $"'{path}' is no pin.", findings);
    }

    /// <summary>The first of the pin's addresses that answers, as the address of its release.</summary>
    /// <exception cref="PortalException">None does.</exception>
    public static async Task<ReleaseAddress> FindAsync(
        Invocation invocation,
        PinFile pin,
        CancellationToken cancellationToken
    )
    {
        for (var i = 0; ; i++)
        {
            var address = ReleaseAddress.Parse(pin.Urls[i].AbsoluteUri);
            if (address.Product != pin.Product || address.Version != pin.Version)
            {
                throw CommandException.Failed(
                    "cli.pin",
                    $"The pin names {pin.Product} {pin.Version}, and its address is of {address.Product} {address.Version}: {pin.Urls[i]}"
                );
            }

            if (i == pin.Urls.Count - 1)
            {
                return address;
            }

            try
            {
                using var client = invocation.Connect(new(address.Portal, null));
                await client.Downloads.ReadAsync(
                    address.Product,
                    address.Version,
                    Protocol.Releases.ReleaseFiles.Sums,
                    cancellationToken
                );
                return address;
            }
            catch (PortalException e)
            {
                invocation.Screen.Note($"{pin.Urls[i]}: {e.Message} The next address is tried.");
            }
        }
    }

    /// <summary>After the image was read: is it the one that was pinned?</summary>
    public static void Check(PinFile pin, long length, Checklist checks)
    {
        var same = checks.ImageDigest == pin.Sha256;
        checks.Add(
            "pin-digest",
            same,
            same
                ? $"The image is what the pin names: {pin.Product} {pin.Version}"
                : $"The image has sha256 {checks.ImageDigest?.ToString() ?? "unknown"}, and {pin.Sha256} is pinned for {pin.Product} {pin.Version}"
        );
        checks.Add(
            "pin-length",
            length == pin.Length,
            length == pin.Length
                ? $"Its length is {pin.Length} bytes, as pinned"
                : $"Its length is {length} bytes, and {pin.Length} is pinned"
        );
    }
}
