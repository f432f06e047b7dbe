using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli;

/// <summary>How many columns there are to write into.</summary>
internal static class TerminalWidth
{
    /// <summary>Fewer are not taken for a width.</summary>
    public const int Least = 40;

    /// <summary>Those of the terminal; null where output goes elsewhere, and is read by programs or at another width.</summary>
    public static int? Now =>
        Console.IsOutputRedirected ? null
        : Columns is >= Least and var columns ? columns
        : null;

    /// <summary>Breaks lines between words where a terminal would break them anywhere.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">As for <see cref="TextWrap.To"/>.</param>
    public static string Fit(string text, int indent) => Now is { } width ? TextWrap.To(text, width, indent) : text;

    private static int Columns
    {
        get
        {
            try
            {
                return Console.WindowWidth;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }
}
