namespace NotebookKit.Cli;

/// <summary>The command asks for something that cannot be: says what, and what would do.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(message) { }

    public UsageException(string message, Exception innerException)
        : base(message, innerException) { }

    public UsageException() { }
}
