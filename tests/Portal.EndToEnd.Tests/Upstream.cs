using System.Net;
using System.Net.Http.Headers;

namespace Portal.EndToEnd;

/// <summary>An upstream project with real directories of real files.</summary>
internal static class Upstream
{
    /// <summary>Writes a component directory: its manifest, a script that installs it, a license, and what else is given.</summary>
    public static string Write(
        string root,
        string name,
        string version,
        IReadOnlyDictionary<string, byte[]>? files = null,
        string? requires = null
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, $"{name}-{version}")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "component.yaml"),
            $"""
            component: {name}
            version: "{version}"
            summary: {name} for tests
            license: Apache-2.0
            license-files: [LICENSE]
            {(requires is null ? "# requires nothing" : $"requires: {requires}")}
            changes: |
              - version {version}
            install:
              - when: {"{"} os: linux {"}"}
                script: install.sh

            """
        );
        File.WriteAllText(Path.Combine(folder, "LICENSE"), $"License of {name}\n");
        var script = Path.Combine(folder, "install.sh");
        File.WriteAllText(script, "#!/bin/sh\nset -eu\necho \"$1 $GT_COMPONENT_DIR\"\n");
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        foreach (var (path, bytes) in files ?? new Dictionary<string, byte[]>())
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }

        return folder;
    }

    /// <summary>Packs by GNU tar and uploads by plain HTTP, as a CI job with curl would.</summary>
    public static async Task<HttpResponseMessage> PutAsync(
        HttpClient http,
        string folder,
        string name,
        string version,
        string project
    )
    {
        var archive = folder + ".tar.gz";
        await Tool.RunAsync("tar", "-czf", archive, "-C", folder, ".");
        using var body = new StreamContent(File.OpenRead(archive));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/gzip");
        return await http.PutAsync(
            $"/api/v1/components/{name}/versions/{version}?project={project}",
            body
        );
    }

    /// <summary>As <see cref="PutAsync"/>, and it has to be taken.</summary>
    public static async Task PublishAsync(
        HttpClient http,
        string folder,
        string name,
        string version,
        string project
    )
    {
        using var answer = await PutAsync(http, folder, name, version, project);
        Assert.True(
            answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK,
            $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"
        );
    }

    /// <summary>The same bytes for the same seed, that no compression makes small.</summary>
    public static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
