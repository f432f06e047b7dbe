namespace NotebookKit.Cli;

/// <summary>The folder in which the command was started, from which relative paths are told.</summary>
internal static class StartingFolder
{
    /// <summary>Says so where it is gone.</summary>
    /// <returns>False then.</returns>
    public static bool IsThere()
    {
        try
        {
            _ = Environment.CurrentDirectory;
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            StandardStreams.Complain("the folder that this was started in is gone, or closed to you: change to another");
            return false;
        }
    }
}
