using Portal.Testing;

namespace Portal.Shell;

/// <summary>One portal for the tests of a class that only read or write under names of their own.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    public TestPortal Portal { get; private set; } = null!;

    public async Task InitializeAsync() => Portal = await TestPortal.StartAsync();

    public async Task DisposeAsync() => await Portal.DisposeAsync();
}
