using System;

namespace Portal.Setup;

/// <summary>Ends the run before, or apart from, its components.</summary>
internal sealed class SetupException : Exception
{
    public SetupException(int exit, string message)
        : base(message)
    {
        Exit = exit;
    }

    public int Exit { get; private set; }
}
