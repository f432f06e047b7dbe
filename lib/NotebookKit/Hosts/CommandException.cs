namespace NotebookKit;

/// <summary>Why a command gave no result.</summary>
internal enum CommandFault
{
    /// <summary>It ended with an exit code that says failure.</summary>
    Failed,

    /// <summary>The program is not installed.</summary>
    MissingTool,

    /// <summary>The right to do it is missing.</summary>
    Denied,

    /// <summary>It took longer than its limit and was ended.</summary>
    TimedOut,

    /// <summary>It wrote more than its limit and was ended.</summary>
    TooLarge,

    /// <summary>The disk that takes the recording is full, or nearly so.</summary>
    DiskFull,

    /// <summary>What it was asked to change is in use or is not what it should be, and nothing was changed.</summary>
    Refused,
}

/// <summary>A command on a live host that gave no result: what was run, what happened, and what helps.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Creates the error with a general message.</summary>
    public CommandException()
        : base("A command failed.") { }

    /// <summary>Creates the error with a message.</summary>
    public CommandException(string message)
        : base(message) { }

    /// <summary>Creates the error with a message and its cause.</summary>
    public CommandException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>Creates the error.</summary>
    /// <param name="fault">What happened.</param>
    /// <param name="message">What was run, what happened, and the end of what it wrote to its standard error.</param>
    /// <param name="remedy">What helps; null where nothing is known.</param>
    internal CommandException(CommandFault fault, string message, string? remedy = null)
        : base(remedy is null ? message : message + "\n" + remedy)
    {
        Fault = fault;
        Remedy = remedy;
    }

    /// <summary>What happened.</summary>
    internal CommandFault Fault { get; }

    /// <summary>What helps; null where nothing is known.</summary>
    public string? Remedy { get; }
}
