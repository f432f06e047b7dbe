namespace NotebookKit;

/// <summary>A capture could not be read: says the file, the place, what was expected and what was found.</summary>
public sealed class CaptureFormatException : Exception
{
    /// <summary>Creates the error with no place; use the full constructor where the place is known.</summary>
    public CaptureFormatException()
        : base("The capture could not be read.") => File = "";

    /// <summary>Creates the error with a message alone.</summary>
    public CaptureFormatException(string message)
        : base(message) => File = "";

    /// <summary>Creates the error with a message and its cause.</summary>
    public CaptureFormatException(string message, Exception innerException)
        : base(message, innerException) => File = "";

    /// <summary>Creates the error at a place in a file.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="line">The line, from 1; 0 where the file has no lines (binary):
    /// <paramref name="column"/> is then the byte offset.</param>
    /// <param name="column">The column, from 1, in bytes.</param>
    /// <param name="what">What was expected and what was found, and the remedy where there is one.</param>
    public CaptureFormatException(string file, long line, long column, string what)
        : base(line == 0 ? $"{file} byte {column}: {what}" : $"{file} line {line} column {column}: {what}")
    {
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>The file, as the caller named it; empty where unknown.</summary>
    public string File { get; }

    /// <summary>The line, from 1; 0 for a binary file.</summary>
    public long Line { get; }

    /// <summary>The column, from 1, in bytes; the byte offset in a binary file.</summary>
    public long Column { get; }
}
