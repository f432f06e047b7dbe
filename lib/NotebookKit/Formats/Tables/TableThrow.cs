using System.Diagnostics.CodeAnalysis;

namespace NotebookKit.Formats;

/// <summary>The errors of the table readers, one method a mistake.</summary>
internal static class TableThrow
{
    [DoesNotReturn]
    public static void Empty(string source, string expected) =>
        throw new CaptureFormatException(
            source,
            1,
            1,
            $"the file is empty: expected {expected}. The command that wrote it printed nothing, or was stopped before it did"
        );

    [DoesNotReturn]
    public static void Nothing(string source, string expected, LineProblem? first) =>
        throw (
            first is { } problem
                ? new CaptureFormatException(
                    source,
                    problem.Line,
                    problem.Column,
                    $"expected {expected}: {problem.Problem}. Line: \"{FormatThrow.Quote(problem.Text)}\""
                )
                : new CaptureFormatException(source, 1, 1, $"expected {expected}: no line of it was found")
        );

    [DoesNotReturn]
    public static void TooLarge(string source, string expected, long bytes) =>
        throw new CaptureFormatException(
            $"{source}: expected {expected}, found more than {bytes >> 20} MiB; no such file is that large. Cut it, or name the right file"
        );
}
