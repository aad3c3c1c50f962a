using System;
using System.IO;
using System.Reflection;
using Portal.Setup.Windows;

namespace Portal.Setup;

internal static class Program
{
    public static int Main(string[] arguments)
    {
        var disc = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;
        var setup = new SetupProgram(new WindowsMachine(), disc, Console.Out, Console.Error);
        return arguments.Length == 0 && OwnConsole.IsForUsAlone
            ? setup.RunForPerson(Console.In)
            : setup.Run(arguments);
    }
}
