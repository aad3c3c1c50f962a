using System.Net.Mime;
using System.Security.Cryptography;
using Portal.Access;
using Portal.Images;
using Portal.Shell;

namespace Portal.Gtp;

/// <summary><c>/cli/</c>: gtp itself, for machines that have no .NET.</summary>
internal static class GtpEndpoints
{
    public const string Root = "/cli";

    /// <summary>The names carry versions, but a build can be made anew: caches ask again, and get a 304.</summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static void MapGtp(this IEndpointRouteBuilder app)
    {
        var files = app.MapGroup(Root).WithTags("Downloads").RequireAuthorization(Policies.Read);
        files.MapGet("/", IndexAsync);
        files.MapGet("/{file}", FileAsync);
    }

    private static async Task<IResult> IndexAsync(HttpContext context, GtpPackages packages)
    {
        var sums = await packages.ReadSumsAsync(context.RequestAborted);
        return IndexEndpoints.Answer(
            context,
            new(
                $"{Root}/",
                [
                    .. packages
                        .List(sums ?? [])
                        .Select(p => new IndexLine(
                            p.Name,
                            p.ModifiedAt,
                            p.Length,
                            p.Sha256.Hex,
                            Remark: null
                        )),
                    .. sums is null
                        ? []
                        : new[] { GtpPackages.Sums, GtpPackages.Signature }.Select(
                            name => new IndexLine(name, null, null, null, null)
                        ),
                ],
                Next: null,
                [
                    sums is null
                        ? "<p>Whoever runs this portal makes the packages of gtp by <code>packaging/build</code> of its sources.</p>"
                        : "<p>gtp uploads components, makes releases, verifies them, and keeps hypervisor hosts current. It brings all that it needs. The sums are signed: <code>gpgv --keyring ./portal.gpg SHA256SUMS.asc SHA256SUMS</code>, with the key from <a href=\"/keys/openpgp.asc\">/keys/openpgp.asc</a>.</p>",
                ]
            )
        );
    }

    private static async Task<IResult> FileAsync(
        string file,
        HttpContext context,
        GtpPackages packages
    )
    {
        var cancel = context.RequestAborted;
        if (await packages.ReadSumsAsync(cancel) is not { } sums)
        {
            return Missing("No package of gtp lies beside this portal.");
        }

        switch (file)
        {
            case GtpPackages.Sums:
                return Text(context, sums, MediaTypeNames.Text.Plain);
            case GtpPackages.Signature:
                return await packages.ReadSignatureAsync(sums, cancel) is { } signature
                    ? Text(context, signature, "application/pgp-signature")
                    : Missing("This node holds no key that could sign the sums.");
        }

        if (packages.List(sums).FirstOrDefault(p => p.Name == file) is not { } package)
        {
            return Missing($"There is no package '{file}'.");
        }

        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = Hour };
        return TypedResults.PhysicalFile(
            package.Path,
            TypeOf(file),
            lastModified: package.ModifiedAt,
            entityTag: new($"\"{package.Sha256}\""),
            enableRangeProcessing: true
        );
    }

    private static IResult Missing(string detail) => GtpErrors.NoSuchFile.With(detail).ToProblem();

    private static IResult Text(HttpContext context, byte[] bytes, string type)
    {
        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = Minute };
        return TypedResults.Bytes(
            bytes,
            type,
            entityTag: new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"")
        );
    }

    private static string TypeOf(string file) =>
        Path.GetExtension(file) switch
        {
            ".deb" => "application/vnd.debian.binary-package",
            ".rpm" => "application/x-rpm",
            _ => "application/gzip",
        };
}
