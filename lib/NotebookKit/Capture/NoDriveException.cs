namespace NotebookKit.Capture;

/// <summary>A live run was asked for and no drive named: the message is all there is to
/// say, and where the program found it is no news.</summary>
/// <param name="message">Which drives there are, and how one is named.</param>
internal sealed class NoDriveException(string message) : ArgumentException(message)
{
    /// <summary>Empty, by which a notebook host knows that there is nothing to look for in the program.</summary>
    public override string? StackTrace => "";
}
