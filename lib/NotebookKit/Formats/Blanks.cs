namespace NotebookKit.Formats;

/// <summary>Blanks around fields.</summary>
internal static class Blanks
{
    /// <summary>The text without the blanks and tabs around it.</summary>
    public static ReadOnlySpan<byte> TrimBlanks(this ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length && IsBlank(text[start]))
        {
            start++;
        }

        int end = text.Length;
        while (end > start && IsBlank(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsBlank(byte text) => text is (byte)' ' or (byte)'\t';
}
