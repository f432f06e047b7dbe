namespace NotebookKit.Hosts;

/// <summary>Asks whoever runs the notebook cell that this code belongs to.</summary>
internal static class CellQuestion
{
    /// <summary>
    /// The name in <see cref="AppContext"/> under which a notebook's engine gives a <c>Func&lt;string, string&gt;</c>:
    /// it asks for what is not shown as it is typed, and throws <see cref="InvalidOperationException"/> where nobody
    /// can answer. Not a type of this assembly: notebooks load one of their own.
    /// </summary>
    public const string Name = "NotebookKit.CellQuestion";

    /// <summary>Asks for a secret.</summary>
    /// <param name="prompt">What is asked.</param>
    /// <returns>The answer; null where nobody can answer.</returns>
    public static string? Secret(string prompt)
    {
        try
        {
            return AppContext.GetData(Name) is Func<string, string> ask ? ask(prompt) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
