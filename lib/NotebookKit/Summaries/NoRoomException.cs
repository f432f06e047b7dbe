namespace NotebookKit.Summaries;

/// <summary>The folder for temporary files cannot take what has to be unpacked. No fault
/// of a file: the pile is not read on without it.</summary>
/// <param name="message">Which folder, and what to do.</param>
/// <param name="inner">What was found.</param>
internal sealed class NoRoomException(string message, Exception? inner = null) : Exception(message, inner);
