using Portal.Access;
using Portal.Protocol;

namespace Portal.Uploads;

/// <summary>
/// That every byte is there and the upload is to be published, and in whose name: kept, so that a restart goes on with it.
/// </summary>
/// <param name="Grants">What the credential carried that sent the last byte; of it counts what its owner still holds.</param>
/// <param name="Archive">SHA-256 of the archive where it is known from receiving it in one piece; otherwise null.</param>
/// <param name="Attempts">How often publishing began.</param>
internal sealed record PublishOrder(
    string By,
    CallerKind Kind,
    IReadOnlyList<Grant> Grants,
    DateTimeOffset At,
    Digest? Archive,
    int Attempts
)
{
    public static PublishOrder Of(Caller caller, DateTimeOffset at, Digest? archive) =>
        new(caller.Name, caller.Kind, caller.Grants, at, archive, 0);
}
