namespace Portal.EndToEnd.Browser;

/// <summary>A filled portal and a browser before it, for the tests of a class.</summary>
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
