using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Kernel.Scripting;

/// <summary>Writes how a cell failed: what, where in the cell, and the line that did it.</summary>
public static class ErrorText
{
    /// <summary>Writes an exception with the places in the notebook's cells; the engine's own frames are left out.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="cellSource">Gives a cell's text by its number, null where it is not known.</param>
    public static IReadOnlyList<string> Traceback(Exception error, Func<int, string?> cellSource)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(cellSource);
        var lines = new List<string>();
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            lines.Add((inner == error ? "" : "caused by ") + $"{inner.GetType().FullName}: {inner.Message}");
            foreach (StackFrame frame in new StackTrace(inner, fNeedFileInfo: true).GetFrames())
            {
                AddFrame(lines, frame, cellSource);
            }
        }

        return lines;
    }

    private static void AddFrame(List<string> lines, StackFrame frame, Func<int, string?> cellSource)
    {
        // The debug information may hold the name as a path of the folder in which the cell ran.
        string? file = Path.GetFileName(frame.GetFileName());
        if (file is not null && file.StartsWith("cell ", StringComparison.Ordinal) && int.TryParse(file.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int cell))
        {
            int line = frame.GetFileLineNumber();
            string[] source = (cellSource(cell) ?? "").ReplaceLineEndings("\n").Split('\n');
            string text = line >= 1 && line <= source.Length ? ": " + source[line - 1].Trim() : "";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"   at {file} line {line}{text}"));
            return;
        }

        System.Reflection.MethodBase? method = frame.GetMethod();
        string type = method?.DeclaringType?.FullName ?? "";
        if (file is not null && type.StartsWith("Submission#", StringComparison.Ordinal))
        {
            // A file that a cell loaded or imported.
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"   at {file} line {frame.GetFileLineNumber()}"));
            return;
        }

        bool engine = type.StartsWith("Microsoft.CodeAnalysis.Scripting", StringComparison.Ordinal) || type.StartsWith("NotebookKit.Kernel.Scripting.C", StringComparison.Ordinal)
            || type.StartsWith("NotebookKit.Kernel.Directives.", StringComparison.Ordinal)
            || type.StartsWith("System.Runtime.CompilerServices", StringComparison.Ordinal) || type.StartsWith("System.Runtime.ExceptionServices", StringComparison.Ordinal)
            || type.StartsWith("System.Threading", StringComparison.Ordinal) || type.StartsWith("Submission#", StringComparison.Ordinal);
        if (method is not null && !engine)
        {
            lines.Add($"   at {type}.{method.Name}");
        }
    }
}
