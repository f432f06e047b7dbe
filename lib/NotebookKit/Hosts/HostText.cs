namespace NotebookKit.Hosts;

/// <summary>Reads the small files of <c>/proc</c> and <c>/sys</c>.</summary>
internal static class HostText
{
    /// <summary>The first line; null where the file is not there, cannot be read, or is empty.</summary>
    public static string? Line(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault()?.Trim() is { Length: > 0 } line ? line : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null; // some attributes are write-only, and others fail where the driver has none
        }
    }
}
