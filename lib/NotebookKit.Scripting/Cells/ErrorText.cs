using System.Diagnostics;
using System.Globalization;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>Writes how a cell failed: what, where in the cell, and the line that did it.</summary>
public static class ErrorText
{
    /// <summary>The most characters of an exception's message that are kept.</summary>
    public const int LongestMessage = 10_000;

    private const int LongestLine = 1000;
    private const int MostFrames = 50;
    private const int MostCauses = 20;

    /// <summary>Writes an exception with the places in the notebook's cells; the engine's own frames are left out.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="cellSource">Gives a cell's text by its number, null where it is not known.</param>
    public static IReadOnlyList<string> Traceback(Exception error, Func<int, string?> cellSource)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(cellSource);
        var lines = new List<string>();
        int depth = 0;
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (++depth > MostCauses)
            {
                lines.Add("caused by others, which are left out here");
                break;
            }

            lines.Add(
                (inner == error ? "" : "caused by ")
                    + $"{inner.GetType().FullName}: {OutputBudget.Cut(ExceptionMessage.Of(inner), LongestMessage)}"
            );

            // Empty, not absent: whoever threw it says that the message is all there is to know.
            if (HasFrames(inner))
            {
                var trace = new StackTrace(inner, fNeedFileInfo: true);
                AddFrames(lines, trace, cellSource, IsSaidToCaller(inner, trace));
            }
        }

        return lines;
    }

    // Virtual as the message is.
    private static bool HasFrames(Exception error)
    {
        try
        {
            return error.StackTrace is not "";
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return true;
        }
    }

    // What the library refuses it says in words for whoever called it: which value, where, what there is. Where in the
    // library it was found out is no news then; in which line of the cell is. A fault of the library's own keeps its way.
    private static bool IsSaidToCaller(Exception error, StackTrace trace) =>
        IsOfLibrary(trace.FrameCount > 0 ? trace.GetFrame(0)?.GetMethod()?.DeclaringType : null)
        && (IsOfLibrary(error.GetType()) || error is ArgumentException or FileNotFoundException or DirectoryNotFoundException);

    private static bool IsOfLibrary(Type? type) => type?.Assembly.GetName().Name is "NotebookKit";

    // Code that calls itself until there is no room left has as many frames as had room: its two ends tell all.
    private static void AddFrames(List<string> lines, StackTrace trace, Func<int, string?> cellSource, bool cellsOnly)
    {
        int left = Math.Max(0, trace.FrameCount - (2 * MostFrames));
        for (int i = 0; i < trace.FrameCount; i++)
        {
            if (left > 0 && i == MostFrames)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"   … {left:#,0} more calls"));
                i += left;
            }

            if (trace.GetFrame(i) is { } frame)
            {
                AddFrame(lines, frame, cellSource, cellsOnly);
            }
        }
    }

    private static void AddFrame(List<string> lines, StackFrame frame, Func<int, string?> cellSource, bool cellsOnly)
    {
        // The debug information may hold the name as a path of the folder in which the cell ran.
        string? file = Path.GetFileName(frame.GetFileName());
        if (
            file is not null
            && file.StartsWith("cell ", StringComparison.Ordinal)
            && int.TryParse(file.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int cell)
        )
        {
            int line = frame.GetFileLineNumber();
            string[] source = (cellSource(cell) ?? "").ReplaceLineEndings("\n").Split('\n');
            string text = line >= 1 && line <= source.Length ? ": " + OutputBudget.Cut(source[line - 1].Trim(), LongestLine) : "";
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

        bool engine =
            type.StartsWith("Microsoft.CodeAnalysis.Scripting", StringComparison.Ordinal)
            || type.StartsWith("NotebookKit.Scripting.Cells.C", StringComparison.Ordinal)
            || type.StartsWith("NotebookKit.Kernel.Directives.", StringComparison.Ordinal)
            || type.StartsWith("NotebookKit.Kernel.Polyglot.", StringComparison.Ordinal)
            || type.StartsWith("System.Runtime.CompilerServices", StringComparison.Ordinal)
            || type.StartsWith("System.Runtime.ExceptionServices", StringComparison.Ordinal)
            || type.StartsWith("System.Threading", StringComparison.Ordinal)
            || type.StartsWith("Submission#", StringComparison.Ordinal);
        if (method is not null && !engine && !cellsOnly)
        {
            lines.Add($"   at {type}.{method.Name}");
        }
    }
}
