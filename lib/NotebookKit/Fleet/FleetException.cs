namespace NotebookKit.Fleet;

/// <summary>A store of a fleet did not do what it was asked for; the message says what, where and what to do.</summary>
internal sealed class FleetException : Exception
{
    /// <summary>Creates one.</summary>
    public FleetException() { }

    /// <summary>Creates one.</summary>
    /// <param name="message">What, where, and what to do.</param>
    public FleetException(string message)
        : base(message) { }

    /// <summary>Creates one.</summary>
    /// <param name="message">What, where, and what to do.</param>
    /// <param name="inner">What was behind it.</param>
    public FleetException(string message, Exception inner)
        : base(message, inner) { }
}
