namespace NotebookKit.Cli;

/// <summary>Makes text that may come from a capture fit for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>Blanks control characters: a terminal would obey them.</summary>
    public static string OneLine(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        }
    });
}
