using System.Buffers;
using Portal.Iso9660.Naming;

namespace Portal.Iso9660.Planning;

/// <summary>Makes a profile what an image can say, and remarks on every change.</summary>
internal static class ProfileRules
{
    private static readonly SearchValues<char> Printable = SearchValues.Create(
        Enumerable
            .Range(' ', '~' - ' ' + 1)
            .Select(c => (char)c)
            .Where(c => !CharacterSets.NotInJoliet.Contains(c))
            .ToArray()
    );

    /// <exception cref="IsoException"><c>iso.volume-id</c>, <c>iso.joliet.volume-id</c>: there is none.</exception>
    public static IsoProfile Settle(IsoProfile profile, List<IsoRemark> remarks)
    {
        var epoch = Math.Clamp(profile.Epoch, 0, IsoProfile.MaxEpoch);
        if (epoch != profile.Epoch)
        {
            remarks.Add(
                new IsoRemark(
                    "iso.epoch.range",
                    "",
                    $"The epoch {profile.Epoch} is outside 0 to {IsoProfile.MaxEpoch}; {epoch} is written."
                )
            );
        }

        var joliet = profile.JolietVolumeId;
        var settled = profile with
        {
            Epoch = epoch,
            VolumeId = Text(
                "iso.volume-id",
                "The volume id",
                profile.VolumeId,
                IsoProfile.MaxVolumeIdLength,
                CharacterSets.D,
                remarks
            ),
            SystemId = Identifier(nameof(profile.SystemId), profile.SystemId, 32, remarks),
            PublisherId = Identifier(
                nameof(profile.PublisherId),
                profile.PublisherId,
                128,
                remarks
            ),
            PreparerId = Identifier(nameof(profile.PreparerId), profile.PreparerId, 128, remarks),
            ApplicationId = Identifier(
                nameof(profile.ApplicationId),
                profile.ApplicationId,
                128,
                remarks
            ),
        };
        RequireSome("iso.volume-id", settled.VolumeId);
        if (!profile.HasOwnJolietVolumeId)
        {
            return settled; // it follows the label
        }

        RequireSome("iso.joliet.volume-id", joliet);
        return settled with
        {
            JolietVolumeId = Text(
                "iso.joliet.volume-id",
                "The Joliet volume id",
                joliet,
                IsoProfile.MaxJolietVolumeIdLength,
                Printable,
                remarks
            ),
        };
    }

    private static string Identifier(
        string field,
        string value,
        int limit,
        List<IsoRemark> remarks
    ) => Text("iso.identifier", field, value, limit, CharacterSets.A, remarks);

    /// <summary>The text itself when it fits; else upper-cased where that helps, the rest replaced, and cut.</summary>
    private static string Text(
        string rule,
        string field,
        string value,
        int limit,
        SearchValues<char> allowed,
        List<IsoRemark> remarks
    )
    {
        if (value.Length <= limit && !value.AsSpan().ContainsAnyExcept(allowed))
        {
            return value;
        }

        var fitting = string.Concat(value.Take(limit).Select(c => Fit(c, allowed)));
        remarks.Add(
            new IsoRemark(
                rule,
                "",
                $"{field} '{value}' does not fit into {limit} characters of its set; '{fitting}' is written."
            )
        );
        return fitting;
    }

    private static char Fit(char c, SearchValues<char> allowed)
    {
        var upper = char.IsAscii(c) ? char.ToUpperInvariant(c) : c;
        return allowed.Contains(c) ? c
            : allowed.Contains(upper) ? upper
            : '_';
    }

    private static void RequireSome(string rule, string value)
    {
        if (value.Length == 0)
        {
            throw new IsoException(rule, "", "The volume id is empty.");
        }
    }
}
