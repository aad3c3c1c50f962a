using Portal.Shell;

return await StartUp.ReportAsync(
    async () =>
    {
        await using var portal = PortalApp.Create(args, Console.Out);
        await portal.StartAsync();
        await portal.WaitForShutdownAsync();
    },
    Console.Error
);
