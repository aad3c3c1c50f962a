namespace Portal.Protocol.Hosts;

/// <summary>Makes a fleet token: <c>POST /api/v1/products/{product}/fleet-tokens</c>.</summary>
/// <param name="Name">What it is for, 1-80 characters.</param>
/// <param name="ExpiresInDays">1-366; null: 90.</param>
/// <param name="Distro">Its hosts follow channels of this distro alone; null: any channel of the product.</param>
public sealed record FleetTokenCreateWire(
    string Name,
    int? ExpiresInDays = null,
    string? Distro = null
);

/// <summary>A fleet token without its secret. All that it is good for is to enrol hosts.</summary>
/// <param name="Id">The public part of the token.</param>
/// <param name="Hosts">How many hosts were enrolled by it and are still here.</param>
public sealed record FleetTokenWire(
    string Id,
    string Name,
    string Product,
    string? Distro,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    int Hosts
);

/// <param name="Token">The whole secret. It is shown this once and kept nowhere.</param>
public sealed record FleetTokenCreatedWire(string Token, FleetTokenWire Details);

/// <summary>
/// Turns a fleet token into a key of one host: <c>POST /api/v1/hosts/enroll</c>, signed by that key in the header
/// <see cref="HostSignature.SignatureHeader"/>.
/// </summary>
/// <param name="Token">A fleet token.</param>
/// <param name="Host">The host's id: 32 lower-case hexadecimal digits, by which rollouts choose.</param>
/// <param name="Product">What it follows; the token's own.</param>
/// <param name="Channel">What it follows; where the token is a distro's, one of that distro.</param>
/// <param name="PublicKey">ECDSA P-256, a SubjectPublicKeyInfo in DER, base64.</param>
public sealed record EnrollWire(
    string Token,
    string Host,
    string Product,
    string Channel,
    string PublicKey
);

/// <param name="Distro">Only channels of this distro may be reported; null: any of the product.</param>
public sealed record EnrolledWire(
    string Host,
    string Product,
    string? Distro,
    DateTimeOffset EnrolledAt
);
