using System.Text;
using Portal.Cli.Shell;

namespace Portal.Cli.Session;

/// <summary>Takes a token without showing it.</summary>
internal static class SecretPrompt
{
    /// <summary>Asks the person at the terminal.</summary>
    public static string Ask(Host host, string question)
    {
        host.Error.Write(question);
        host.Error.Flush();
        var text = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    host.Error.WriteLine();
                    return text.ToString().Trim();
                case ConsoleKey.Backspace:
                    text.Length = Math.Max(0, text.Length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        text.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }

    /// <summary>The first line of standard input.</summary>
    public static async Task<string> ReadAsync(Host host, CancellationToken cancellationToken) =>
        (await host.In.ReadLineAsync(cancellationToken))?.Trim() ?? "";
}
