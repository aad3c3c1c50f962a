using System.Security.Cryptography;
using System.Text.Json;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Releases;
using Portal.Protocol.Rollouts;
using Portal.Trust.Tuf.Repository;
using RolloutStates = Portal.Protocol.Rollouts.RolloutStates;

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
    private readonly KeyPlan _root;
    private long _revision;
    private readonly TimeProvider _clock;
    private readonly string _role = UpdateRoles.Channel(Name, Product);

    public PublishedChannel(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _keys = SigningKeys.Open(Path.Combine(_folder.FullName, "keys"));
        _repository = new UpdateRepository(
            Path.Combine(Tree, "tuf"),
            Path.Combine(_folder.FullName, "state"),
            new MetadataSigner(_keys, Path.Combine(_folder.FullName, "signed"), _clock),
            _clock
        );
        var root = _keys.Generate();
        RootKey = root.KeyId;
        _root = KeyPlan.Of(root);
        Assert.True(_repository.PlanRoot(new RootPlan(_root, One(), One(), One())));
        Put("keys/openpgp.asc", "the keys\n");
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
        Release = new PointedRelease(version, Digest.Of(image), image.Length);
        PutRelease(version, image, ExtentsFile.Write(layout.Parts));
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

    /// <summary>Another timestamp key: the next root.</summary>
    public void Rotate() =>
        Assert.True(_repository.PlanRoot(new RootPlan(_root, One(), One(), One())));

    public void LetOut(int percent, string state = RolloutStates.Running, string? reason = null)
    {
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
        var handedOut = percent == 100 && state == RolloutStates.Running ? Release : Previous;
        if (handedOut is not null)
        {
            Sign(handedOut);
        }
    }

    /// <summary>RELEASE, with what stands for its signature.</summary>
    private void Sign(PointedRelease release)
    {
        var now = _clock.GetUtcNow();
        var text = new PointerFile(
            Product,
            Name,
            release.Version,
            "ready",
            release.Sha256,
            release.Length,
            now,
            now.AddDays(14),
            ++_revision
        ).ToBytes();
        PutBytes($"download/{Product}/{Name}/{ChannelFiles.Release}", text);
        Put(
            $"download/{Product}/{Name}/{ChannelFiles.ReleaseSignature}",
            $"signs {Digest.Of(text)}\n"
        );
    }

    private void PutRelease(string version, byte[] image, byte[] extents)
    {
        var contents = new Dictionary<string, string>
        {
            [ReleaseFiles.Lock] = $"the lock of {version}\n",
            [ReleaseFiles.ContentsSums] = $"the contents of {version}\n",
            [ReleaseFiles.ContentsSignature] = $"signs the contents of {version}\n",
        };
        var iso = ReleaseFiles.Image(Product, version);
        var sums = new System.Text.StringBuilder($"{Digest.Of(image)}  {iso}\n");
        foreach (var (name, text) in contents)
        {
            Put($"download/{Product}/{version}/{name}", text);
            sums.Append($"{Digest.Of(System.Text.Encoding.UTF8.GetBytes(text))}  {name}\n");
        }

        PutBytes($"download/{Product}/{version}/{iso}", image);
        PutBytes($"download/{Product}/{version}/{ReleaseFiles.Extents}", extents);
        Put($"download/{Product}/{version}/{ReleaseFiles.Sums}", sums.ToString());
        Put($"download/{Product}/{version}/{ReleaseFiles.SumsSignature}", $"signs {version}\n");
        Put($"download/{Product}/{version}/{iso}.asc", $"signs the image {version}\n");
    }

    private void Put(string path, string text) =>
        PutBytes(path, System.Text.Encoding.UTF8.GetBytes(text));

    private void PutBytes(string path, byte[] bytes)
    {
        var full = Path.Combine(Tree, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

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
