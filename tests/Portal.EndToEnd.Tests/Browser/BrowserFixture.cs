namespace Portal.EndToEnd.Browser;

/// <summary>One filled portal and one browser before it, for all tests that only look.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    public FilledPortal Filled { get; private set; } = null!;

    public Chromium Browser { get; } = new();

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        Filled = await FilledPortal.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Filled.DisposeAsync();
        await Browser.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserGroup : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
