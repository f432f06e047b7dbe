namespace NotebookKit.Scripting.Formatting;

/// <summary>The message of an exception, which is somebody's code and may throw itself.</summary>
public static class ExceptionMessage
{
    /// <summary>The message; where it throws, that it does.</summary>
    public static string Of(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            return error.Message ?? "";
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return $"(its Message throws {thrown.GetType().Name})";
        }
    }
}
