using System;
using Portal.Setup;

namespace Portal.SetupHost;

internal static class Program
{
    /// <summary>The machine's folder, the disc's, then what setup.exe is given; "ask" stands for a double click.</summary>
    public static int Main(string[] arguments)
    {
        var rest = new string[arguments.Length - 2];
        Array.Copy(arguments, 2, rest, 0, rest.Length);
        var setup = new SetupProgram(
            new FolderMachine(arguments[0]),
            arguments[1],
            Console.Out,
            Console.Error
        );
        return rest.Length == 1 && rest[0] == "ask"
            ? setup.RunForPerson(Console.In)
            : setup.Run(rest);
    }
}
