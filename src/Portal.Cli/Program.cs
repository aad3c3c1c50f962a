using Portal.Cli;
using Portal.Cli.Shell;

return await Gtp.RunAsync(args, Host.OfProcess(), CancellationToken.None);
