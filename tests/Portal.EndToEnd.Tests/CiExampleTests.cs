using Portal.Data;
using Portal.Testing;
using YamlDotNet.RepresentationModel;

namespace Portal.EndToEnd;

/// <summary>The jobs of examples/ci: their YAML is read, and what they run is run against a real portal.</summary>
public sealed class CiExampleTests
{
    private static readonly string Examples = Path.Combine(RunScript.Root, "examples");

    [Fact]
    public async Task The_jobs_of_GitHub_and_GitLab_upload_a_component_and_again_the_same()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var token = await RobotAsync(site, "my-project");
        var checkout = Checkout(site.Folder);

        var first = await RunStepsAsync(GitHubSteps(), checkout, site.Portal.Url, token);
        Assert.Contains("Published virtio-list 1.0-1", first, StringComparison.Ordinal);
        var second = await RunStepsAsync(GitLabSteps(), checkout, site.Portal.Url, token);
        Assert.Contains("Already published: virtio-list 1.0-1", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curl_uploads_from_anywhere_and_a_refusal_tells_every_finding()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var token = await RobotAsync(site, "my-project");
        var folder = Checkout(site.Folder) + "/guest-tools";
        string[] arguments = [folder, "my-project"];
        var environment = new Dictionary<string, string?>
        {
            ["GTP_URL"] = site.Portal.Url,
            ["GTP_TOKEN"] = token,
        };

        var (exit, output) = await RunScript.RunAsync(
            "examples/ci/upload.sh",
            arguments,
            environment
        );
        Assert.True(exit == 0, output);
        var version = await site.Http.GetStringAsync(
            "/api/v1/components/virtio-list/versions/1.0-1"
        );
        Assert.Contains("virtio-list", version, StringComparison.Ordinal);

        // Other content under the same version; then a manifest that names files that are not there.
        await File.AppendAllTextAsync($"{folder}/install.sh", "# other\n");
        (exit, output) = await RunScript.RunAsync("examples/ci/upload.sh", arguments, environment);
        Assert.Equal(1, exit);
        Assert.Contains("component.version-taken", output, StringComparison.Ordinal);

        var manifest = await File.ReadAllTextAsync($"{folder}/component.yaml");
        await File.WriteAllTextAsync(
            $"{folder}/component.yaml",
            manifest
                .Replace("1.0-1", "1.0-3", StringComparison.Ordinal)
                .Replace("install.sh", "missing.sh", StringComparison.Ordinal)
        );
        (exit, output) = await RunScript.RunAsync("examples/ci/upload.sh", arguments, environment);
        Assert.Equal(1, exit);
        Assert.Contains("manifest.files.missing", output, StringComparison.Ordinal);

        environment["GTP_TOKEN"] = "gtp_wrong";
        (exit, output) = await RunScript.RunAsync("examples/ci/upload.sh", arguments, environment);
        Assert.Equal(1, exit);
        Assert.Contains("(401)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disc_of_drivers_is_imported_and_published_by_its_robot()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var gtp = new Gtp(
            site.Portal.Url,
            site.Folder["home"],
            await RobotAsync(site, "virtio-win")
        );
        var iso = await DriverDisc.MakeAsync(site.Folder["virtio-win-0.1.271.iso"]);

        var imported = await gtp.JsonAsync(
            "component",
            "import",
            iso,
            "--push",
            "--project",
            "virtio-win"
        );

        Assert.Equal(
            ["netkvm", "qemu-ga", "viostor"],
            imported
                .GetProperty("components")
                .EnumerateArray()
                .Select(c => c.GetProperty("component").GetString()!)
        );
        foreach (
            var (name, version) in new[]
            {
                ("netkvm", "100.101.104.27100"),
                ("qemu-ga", "0.1.271"),
                ("viostor", "100.101.104.27100"),
            }
        )
        {
            using var answer = await site.Http.GetAsync(
                $"/api/v1/components/{name}/versions/{version}"
            );
            Assert.True(answer.IsSuccessStatusCode, $"{name}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_free_form_component_builds_itself_knows_that_it_did_and_goes_away_again()
    {
        using var folder = new TestFolder();
        var script = Path.Combine(Examples, "virtio-list/install.sh");
        Directory.CreateDirectory(folder["state"]);
        var environment = new Dictionary<string, string?>
        {
            ["GT_COMPONENT_DIR"] = Path.GetDirectoryName(script),
            ["GT_STATE"] = folder["state"],
            ["PREFIX"] = folder["prefix"],
            // A compiler that stands in for one: the tests need none.
            ["CC"] = folder["cc"],
        };
        await File.WriteAllTextAsync(
            folder["cc"],
            "#!/bin/sh\n[ -r \"$4\" ] && printf '#!/bin/sh\\necho built\\n' >\"$3\"\n"
        );
        File.SetUnixFileMode(
            folder["cc"],
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );

        Assert.Equal(1, (await RunScript.RunAsync(script, ["status"], environment)).Exit);
        var (exit, output) = await RunScript.RunAsync(script, ["install"], environment);
        Assert.True(exit == 0, output);
        Assert.Equal("built\n", await Tool.RunAsync(folder["prefix/bin/virtio-list"]));
        Assert.Equal(0, (await RunScript.RunAsync(script, ["status"], environment)).Exit);
        Assert.Equal(11, (await RunScript.RunAsync(script, ["update"], environment)).Exit);
        Assert.Equal(0, (await RunScript.RunAsync(script, ["uninstall"], environment)).Exit);
        Assert.Equal(1, (await RunScript.RunAsync(script, ["status"], environment)).Exit);
    }

    private static async Task<string> RobotAsync(Site site, string project)
    {
        var admin = new Gtp(site.Portal.Url, site.Folder["admin"]);
        await admin.RunAsync("project", "create", project, "--title", project);
        await admin.RunAsync("robot", "create", "ci", "--grant", $"project-uploader:{project}");
        return (await admin.RunAsync("token", "create", "ci", "--robot", "ci")).Trim();
    }

    /// <summary>What a build server would check out: the component, and upload.sh where the jobs look for it.</summary>
    private static string Checkout(TestFolder folder)
    {
        var root = Directory.CreateDirectory(folder["checkout"]).FullName;
        Directory.CreateDirectory($"{root}/ci");
        File.Copy(Path.Combine(Examples, "ci/upload.sh"), $"{root}/ci/upload.sh");
        Directory.CreateDirectory($"{root}/guest-tools/src");
        foreach (
            var file in new[]
            {
                "component.yaml",
                "install.sh",
                "src/Makefile",
                "src/virtio-list.c",
            }
        )
        {
            File.Copy(Path.Combine(Examples, "virtio-list", file), $"{root}/guest-tools/{file}");
        }

        return root;
    }

    private static List<string> GitHubSteps()
    {
        var steps = (YamlSequenceNode)Read("github.yml")["jobs"]["upload"]["steps"];
        return
        [
            .. steps
                .Cast<YamlMappingNode>()
                .Where(step => step.Children.ContainsKey("run"))
                .Select(step => step["run"].ToString()),
        ];
    }

    // What installs packages is the runner's business.
    private static List<string> GitLabSteps()
    {
        var jobs = Read("gitlab.yml");
        return
        [
            .. new[] { "build", "upload" }.SelectMany(job =>
                ((YamlSequenceNode)jobs[job]["script"]).Select(line => line.ToString())
            ),
        ];
    }

    private static YamlNode Read(string name)
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Path.Combine(Examples, "ci", name));
        yaml.Load(text);
        return yaml.Documents[0].RootNode;
    }

    private static async Task<string> RunStepsAsync(
        List<string> steps,
        string checkout,
        string url,
        string token
    )
    {
        Assert.NotEmpty(steps);
        var environment = new Dictionary<string, string?>
        {
            ["GTP_URL"] = url,
            ["GTP_TOKEN"] = token,
        };
        var (exit, output, errors) = await Tool.TryAsync(
            "bash",
            ["-eo", "pipefail", "-c", string.Join('\n', steps)],
            environment,
            checkout
        );
        Assert.True(exit == 0, output + errors);
        return output;
    }
}
