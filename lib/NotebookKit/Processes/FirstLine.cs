namespace NotebookKit.Processes;

/// <summary>What several lines say first.</summary>
internal static class FirstLine
{
    /// <summary>The line itself, without its end.</summary>
    public static string Of(string text) => text.Split('\n', 2)[0];

    /// <summary>Of what an exception says: the rest repeats the statement, or lists what was done.</summary>
    public static string Of(Exception fault) => Of(fault.Message);
}
