using Portal.Shell;

return await PortalCommand.RunAsync(args, Console.Out, Console.Error);
