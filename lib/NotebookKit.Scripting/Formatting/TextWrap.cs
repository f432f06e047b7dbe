using System.Text;

namespace NotebookKit.Scripting.Formatting;

/// <summary>Breaks lines between words where a terminal would break them anywhere.</summary>
public static class TextWrap
{
    private const char Escape = '\e';

    /// <summary>Breaks the lines of a text; colours take no room.</summary>
    /// <param name="text">Lines, each ended by a line feed.</param>
    /// <param name="width">The terminal's columns.</param>
    /// <param name="indent">The blanks before what was broken off, of a line that begins with none; another line keeps its own.</param>
    public static string To(string text, int width, int indent)
    {
        ArgumentNullException.ThrowIfNull(text);
        var wrapped = new StringBuilder(text.Length + 256);
        foreach (string line in text.Split('\n'))
        {
            int own = line.Length - line.TrimStart(' ').Length;
            Wrap(wrapped, line, width, Math.Min(own > 0 ? own : indent, width / 2));
            wrapped.Append('\n');
        }

        return wrapped.ToString(0, Math.Max(0, wrapped.Length - 1));
    }

    private static void Wrap(StringBuilder wrapped, string line, int width, int indent)
    {
        int start = 0;
        int column = 0;
        int blank = -1;
        int columnAtBlank = 0;
        for (int at = 0; at < line.Length; at++)
        {
            if (line[at] == Escape && line.IndexOf('m', at) is > 0 and var end)
            {
                at = end;
                continue;
            }

            // The label and its blanks in front stay together.
            if (line[at] == ' ' && column > indent)
            {
                (blank, columnAtBlank) = (at, column);
            }

            column++;
            if (column > width && blank > start)
            {
                wrapped.Append(line, start, blank - start).Append('\n').Append(' ', indent);
                start = blank + 1;
                column = indent + column - columnAtBlank - 1;
                blank = -1;
            }
        }

        wrapped.Append(line, start, line.Length - start);
    }
}
