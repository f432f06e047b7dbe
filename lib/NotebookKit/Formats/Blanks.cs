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

    /// <summary>The words between blanks and tabs.</summary>
    /// <param name="text">A line.</param>
    /// <param name="words">Where they stand in it; what the list held is dropped.</param>
    /// <param name="most">Those behind so many are left out.</param>
    public static void Words(this ReadOnlySpan<byte> text, List<Range> words, int most)
    {
        words.Clear();
        foreach (Range range in text.SplitAny(" \t"u8))
        {
            if (!text[range].IsEmpty && words.Count < most)
            {
                words.Add(range);
            }
        }
    }

    private static bool IsBlank(byte text) => text is (byte)' ' or (byte)'\t';
}
