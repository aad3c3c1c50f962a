namespace Portal.Data;

public sealed class DatabaseTargetTests
{
    [Theory]
    [InlineData(null, DatabaseProvider.Sqlite)]
    [InlineData("  ", DatabaseProvider.Sqlite)]
    [InlineData("Data Source=/x/y.db", DatabaseProvider.Sqlite)]
    [InlineData("Host=db;Database=portal", DatabaseProvider.PostgreSql)]
    [InlineData("Database=portal; server=db", DatabaseProvider.PostgreSql)]
    public void The_connection_string_tells_the_provider(string? text, DatabaseProvider provider) =>
        Assert.Equal(provider, DatabaseTarget.Parse(text, "/data/portal.db").Provider);

    [Fact]
    public void None_is_a_file_in_the_data_folder() =>
        Assert.Equal(
            "Data Source=/data/portal.db",
            DatabaseTarget.Parse("", "/data/portal.db").ConnectionString
        );

    [Fact]
    public void Anything_else_is_refused() =>
        Assert.Throws<FormatException>(() => DatabaseTarget.Parse("mysql://db", "/data/portal.db"));
}
