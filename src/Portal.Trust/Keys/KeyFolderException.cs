namespace Portal.Trust.Keys;

/// <summary>A key folder or a key file cannot be used as it is; the message says what to do about it.</summary>
public sealed class KeyFolderException : IOException
{
    public KeyFolderException(string message)
        : base(message) { }

    public KeyFolderException(string message, Exception inner)
        : base(message, inner) { }
}
