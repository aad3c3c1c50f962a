using System.Security.Cryptography;
using System.Text.Json;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Protocol.Rollouts;
using Portal.Trust.Tuf.Repository;

namespace Portal.Cli.Tests.Hosts;

/// <summary>A portal's tree as hosts see it, in a folder: the update repository, and what tells where contents lie in images.</summary>
internal sealed class PublishedChannel : IDisposable
{
    public const string Product = "guest-tools";
    private const string Name = "stable";
    private const int ContentLength = 200_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gtp-host-");
    private readonly UpdateRepository _repository;
    private readonly SigningKeys _keys;
    private readonly string _role = UpdateRoles.Channel(Name, Product);

    public PublishedChannel()
    {
        _keys = SigningKeys.Open(Path.Combine(_folder.FullName, "keys"));
        _repository = new UpdateRepository(
            Path.Combine(Tree, "tuf"),
            Path.Combine(_folder.FullName, "state"),
            new MetadataSigner(
                _keys,
                Path.Combine(_folder.FullName, "signed"),
                TimeProvider.System
            ),
            TimeProvider.System
        );
        var root = _keys.Generate();
        RootKey = root.KeyId;
        Assert.True(_repository.PlanRoot(new RootPlan(KeyPlan.Of(root), One(), One(), One())));
        Assert.True(_repository.Delegate(UpdateRoles.Rollout, One()));
        Assert.True(_repository.Delegate(_role, One()));
    }

    /// <summary>What a mirror serves.</summary>
    public string Tree => Path.Combine(_folder.FullName, "tree");

    public string Root => Path.Combine(Tree, "tuf/metadata/1.root.json");

    public string RootKey { get; }

    public PointedRelease? Previous { get; set; }

    /// <summary>The last that was pointed to.</summary>
    public PointedRelease Release { get; private set; } = null!;

    /// <summary>
    /// Points the channel to an image of 40 contents, of which the first differ from version to version, and one small file that
    /// always does.
    /// </summary>
    public PointedRelease Publish(string version, int changed = 1, int percent = 100)
    {
        var contents = Enumerable
            .Range(0, 40)
            .Select(i => Content(i < changed ? $"{version} {i}" : $"same {i}"))
            .Append(System.Text.Encoding.UTF8.GetBytes(version))
            .ToDictionary(bytes => Digest.Of(bytes).Hex);
        var tree = new IsoTreeBuilder();
        var number = 0;
        foreach (var (digest, bytes) in contents)
        {
            tree.AddFile($"projects/agent/file-{number++:00}.bin", bytes.Length, digest);
        }

        var layout = IsoLayout.Plan(tree.Build(), new IsoProfile("GUEST_TOOLS", 0));
        using var iso = new MemoryStream();
        IsoWriter.WriteAsync(layout, new Contents(contents), iso).GetAwaiter().GetResult();
        var image = iso.ToArray();
        var folder = Directory
            .CreateDirectory(Path.Combine(Tree, "download", Product, version))
            .FullName;
        File.WriteAllBytes(
            Path.Combine(folder, ReleaseFiles.Extents),
            ExtentsFile.Write(layout.Parts)
        );
        Release = new PointedRelease(version, Digest.Of(image), image.Length);
        var files = new List<TargetContent>
        {
            TargetContent.Of(PathOf("channel.json"), Pointer()),
            TargetContent.Of(PathOf(ReleaseFiles.Image(Product, version)), image),
        };
        if (Previous is { } previous)
        {
            var name = PathOf(ReleaseFiles.Image(Product, previous.Version));
            files.Add(
                TargetContent.Elsewhere(
                    new(
                        name,
                        previous.Length,
                        Portal.Trust.Tuf.Metadata.Hashes.OfSha256(previous.Sha256.Hex)
                    )
                )
            );
        }

        Assert.True(_repository.PublishFiles(_role, files));
        LetOut(percent);
        return Release;
    }

    public void LetOut(int percent, string state = RolloutStates.Running, string? reason = null) =>
        Assert.True(
            _repository.PublishRollout(
                TargetContent.Of(
                    UpdateRoles.RolloutPath(Name, Product),
                    JsonSerializer.SerializeToUtf8Bytes(
                        new Rollout(Release.Sha256, percent, state, reason),
                        ProtocolJson.Default.Rollout
                    )
                )
            )
        );

    /// <summary>Says what is known of security, beside the pointer.</summary>
    public void Tell(params ChannelFix[] fixes) => Tell(Release.Sha256, fixes);

    /// <param name="image">Of which release it is said.</param>
    public void Tell(Digest image, params ChannelFix[] fixes) =>
        TellBytes(
            JsonSerializer.SerializeToUtf8Bytes(
                new ChannelFixes(image, fixes),
                ProtocolJson.Default.ChannelFixes
            )
        );

    public void TellBytes(byte[] file) =>
        Assert.True(
            _repository.PublishRollout(TargetContent.Of(UpdateRoles.FixesPath(Name, Product), file))
        );

    /// <summary>The image's bytes as they are published.</summary>
    public byte[] Image(PointedRelease release) =>
        File.ReadAllBytes(
            Path.Combine(
                Tree,
                "tuf/targets",
                Name,
                Product,
                $"{release.Sha256.Hex}.{ReleaseFiles.Image(Product, release.Version)}"
            )
        );

    public void Dispose()
    {
        _keys.Dispose();
        _folder.Delete(recursive: true);
    }

    private static byte[] Content(string seed)
    {
        var bytes = new byte[ContentLength];
        new Random(
            BitConverter.ToInt32(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed)))
        ).NextBytes(bytes);
        return bytes;
    }

    private KeyPlan One() => KeyPlan.Of(_keys.Generate());

    private static string PathOf(string file) => UpdateRoles.ChannelPath(Name, Product, file);

    private byte[] Pointer() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new ChannelPointer(Release, "000102030405060708090a0b0c0d0e0f", Previous),
            ProtocolJson.Default.ChannelPointer
        );

    private sealed class Contents(IReadOnlyDictionary<string, byte[]> bytes) : IContentSource
    {
        public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Stream>(new MemoryStream(bytes[contentId], writable: false));
    }
}
