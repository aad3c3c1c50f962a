using System.Net;
using Portal.Data;
using Portal.Protocol.Components;
using Portal.Protocol.Projects;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Components;

public abstract class KilledServerSuite(DatabaseProvider provider)
{
    [Fact]
    public async Task What_a_killed_server_left_is_swept_and_the_same_upload_succeeds()
    {
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreatePreparedAsync(provider);
        using var sample = new SampleComponent();
        sample.Write("large", new string('x', 2_000_000));
        var archive = await File.ReadAllBytesAsync(sample.Tar());
        var path = $"/api/v1/components/{sample.Name}/versions/{sample.Version}?project=qemu";

        await using (var server = await PortalProcess.StartAsync(folder["data"], database.Target))
        {
            using var admin = server.Admin();
            await (
                await admin.PostAsync("/api/v1/projects", new ProjectCreateWire("qemu", "QEMU"))
            ).ReadAsync<ProjectWire>();
            using var half = await BrokenUpload.BeginAsync(server.Address, path, archive);
            await Until.TrueAsync(
                () => Staged().Any(f => new FileInfo(f) is { Exists: true, Length: > 0 }),
                "bytes are staged"
            );
            await server.KillAsync();
        }

        Assert.NotEmpty(Staged());
        await using (var server = await PortalProcess.StartAsync(folder["data"], database.Target))
        {
            Assert.Empty(Staged());
            using var admin = server.Admin();
            var made = await admin.PutAsync(path, new ByteArrayContent(archive));
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            Assert.Equal(3, (await made.ReadAsync<ComponentVersionWire>()).Files);
            Assert.Empty(Staged());
        }

        string[] Staged() =>
            Directory.GetFileSystemEntries(
                folder["data/staging"],
                "*",
                SearchOption.AllDirectories
            );
    }
}

public sealed class SqliteKilledServerTests() : KilledServerSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlKilledServerTests() : KilledServerSuite(DatabaseProvider.PostgreSql);
