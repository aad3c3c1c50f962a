using Portal.Trust.Tuf.Repository;

namespace Portal.TufClient;

/// <summary>Publishes one release after the other until it is killed.</summary>
internal static class PublisherCommand
{
    public static void Run(CommandLine options)
    {
        var state = options.One("--state");
        using var keys = SigningKeys.Open(Path.Combine(state, "keys"));
        var repository = new UpdateRepository(
            options.One("--repository"),
            state,
            new MetadataSigner(keys, Path.Combine(state, "signer"), TimeProvider.System),
            TimeProvider.System
        );
        var role = UpdateRoles.Channel("stable", "guest-tools");
        if (!repository.IsLive)
        {
            if (keys.Ids.Count == 0)
            {
                keys.Generate();
            }

            var key = KeyPlan.Of(
                Portal.Trust.Tuf.Metadata.TufPrivateKey.FromPem(keys.Export(keys.Ids[0])!).Public
            );
            repository.PlanRoot(new RootPlan(key, key, key, key));
            repository.Delegate(role, key);
            repository.Delegate(UpdateRoles.Rollout, key);
        }

        for (var i = Random.Shared.Next(1_000_000); ; i++)
        {
            // Both files say the same number: whoever sees two has met half of a release.
            var number = System.Text.Encoding.UTF8.GetBytes($"{{\"release\": {i}}}");
            repository.PublishFiles(
                role,
                TargetContent.Of(
                    UpdateRoles.ChannelPath("stable", "guest-tools", "channel.json"),
                    number
                ),
                TargetContent.Of(
                    UpdateRoles.ChannelPath("stable", "guest-tools", "image.iso"),
                    number
                )
            );
            Console.WriteLine(i);
        }
    }
}
