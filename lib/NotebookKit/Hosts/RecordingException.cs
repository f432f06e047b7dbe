namespace NotebookKit;

/// <summary>A recording cannot be opened, is damaged, or does not hold what was asked of
/// it: says which folder, which file, and the remedy.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>Creates the error with a general message.</summary>
    public RecordingException()
        : base("The recording cannot be used.") { }

    /// <summary>Creates the error with a message.</summary>
    public RecordingException(string message)
        : base(message) { }

    /// <summary>Creates the error with a message and its cause.</summary>
    public RecordingException(string message, Exception innerException)
        : base(message, innerException) { }
}
