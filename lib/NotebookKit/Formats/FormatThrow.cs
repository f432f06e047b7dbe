using System.Diagnostics.CodeAnalysis;

namespace NotebookKit.Formats;

/// <summary>Every error of the block-event readers, one method a mistake, so that the same mistake always reads the same.</summary>
internal static class FormatThrow
{
    private const int QuotedBytes = 120;

    [DoesNotReturn]
    public static void Empty(string source, string dialect) =>
        throw new CaptureFormatException(
            source,
            1,
            1,
            $"the file is empty: expected {dialect}. The tool that wrote it printed nothing; look at its error output (no root, no debugfs, no event?)"
        );

    [DoesNotReturn]
    public static void Binary(string source, string dialect, string remedy) =>
        throw new CaptureFormatException(source, 1, 1, $"expected {dialect}, found binary data. {remedy}");

    [DoesNotReturn]
    public static void NothingRecognised(string source, long line, long column, string dialect, string why, ReadOnlySpan<byte> text) =>
        throw new CaptureFormatException(source, line, column, $"expected {dialect}: {why}. Line: \"{Quote(text)}\"");

    public static string Quote(ReadOnlySpan<byte> text)
    {
        string quoted = ShownBytes.Of(text[..Math.Min(text.Length, QuotedBytes)]);
        return text.Length > QuotedBytes ? quoted + "..." : quoted;
    }
}
