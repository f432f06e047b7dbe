namespace NotebookKit.Kernel.Notebooks;

/// <summary>A notebook file could not be read: says the file, the place, what was expected and what was found.</summary>
public sealed class NotebookFormatException : Exception
{
    /// <summary>Creates the error with no message of its own.</summary>
    public NotebookFormatException()
        : base("The notebook could not be read.") { }

    /// <summary>Creates the error.</summary>
    public NotebookFormatException(string message)
        : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public NotebookFormatException(string message, Exception innerException)
        : base(message, innerException) { }
}
