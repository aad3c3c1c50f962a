using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Portal.Benchmarks;

/// <summary>What benchmarks put into a running portal, by its API as everybody does.</summary>
internal static class SamplePortal
{
    /// <exception cref="InvalidOperationException">The portal refused; the message is its answer.</exception>
    public static async Task PostAsync(HttpClient admin, string path, object body)
    {
        using var answer = await admin.PostAsJsonAsync(path, body);
        await AcceptedAsync(answer);
    }

    /// <summary>A project, one version of each component, a product of them, and its channel "stable".</summary>
    public static async Task FillAsync(
        HttpClient admin,
        IReadOnlyDictionary<string, IEnumerable<KeyValuePair<string, byte[]>>> components
    )
    {
        await PostAsync(admin, "/api/v1/projects", new { name = "qemu", title = "QEMU" });
        foreach (var (name, files) in components)
        {
            await PushAsync(admin, name, "1", files);
        }

        await PostAsync(
            admin,
            "/api/v1/products",
            new
            {
                name = "tools",
                title = "Tools",
                components = components.Keys.Select(name => new { name }),
            }
        );
        await PostAsync(admin, "/api/v1/products/tools/channels", new { name = "stable" });
    }

    /// <param name="files">Content by path, besides a manifest without an installation.</param>
    public static async Task PushAsync(
        HttpClient admin,
        string component,
        string version,
        IEnumerable<KeyValuePair<string, byte[]>> files
    )
    {
        using var archive = new ByteArrayContent(Archive(component, version, files));
        using var answer = await admin.PutAsync(
            $"/api/v1/components/{component}/versions/{version}?project=qemu",
            archive
        );
        await AcceptedAsync(answer);
    }

    /// <summary>Makes a release and waits until it is ready.</summary>
    public static async Task ReleaseAsync(HttpClient admin, string version)
    {
        await PostAsync(admin, "/api/v1/products/tools/releases", new { version });
        while (true)
        {
            using var json = JsonDocument.Parse(
                await admin.GetStringAsync($"/api/v1/products/tools/releases/{version}")
            );
            switch (json.RootElement.GetProperty("state").GetString())
            {
                case "ready":
                    return;
                case "failed":
                    throw new InvalidOperationException($"Release {version} failed.");
                default:
                    await Task.Delay(50);
                    break;
            }
        }
    }

    /// <summary>Points the channel "stable" to a release and lets it out to all.</summary>
    public static async Task PromoteAsync(HttpClient admin, string version)
    {
        const string channel = "/api/v1/products/tools/channels/stable";
        using var found = await admin.GetAsync(channel);
        using var request = new HttpRequestMessage(HttpMethod.Put, channel)
        {
            Content = JsonContent.Create(
                new
                {
                    release = version,
                    percent = 100,
                    comment = "measured",
                }
            ),
        };
        request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(found.Headers.ETag!.ToString()));
        using var answer = await admin.SendAsync(request);
        await AcceptedAsync(answer);
    }

    private static async Task AcceptedAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    }

    private static byte[] Archive(
        string component,
        string version,
        IEnumerable<KeyValuePair<string, byte[]>> files
    )
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            Add(
                "component.yaml",
                Encoding.UTF8.GetBytes(
                    $"component: {component}\nversion: {version}\nsummary: A sample\nlicense: MIT\nchanges: some\n"
                )
            );
            foreach (var (name, content) in files)
            {
                Add(name, content);
            }

            void Add(string name, byte[] content) =>
                tar.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, name)
                    {
                        DataStream = new MemoryStream(content),
                    }
                );
        }

        return bytes.ToArray();
    }
}
