namespace NotebookKit.Benchmarks;

/// <summary>Makes a large perf script text of small real ones: their samples again and again.</summary>
internal static partial class LargeInputs
{
    /// <summary>Repeats the samples of one or more texts. What called is called from the same places each time; where the innermost
    /// function stood differs from round to round, as it does in a real capture.</summary>
    /// <param name="texts">Real texts.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="samples">At least this many samples.</param>
    public static void Stacks(byte[][] texts, string to, long samples)
    {
        int[][] innermost = [.. texts.Select(text => DigitsOfInnermost(text).ToArray())];
        if (Array.Exists(innermost, samples => samples.Length == 0))
        {
            throw new ArgumentException("a text holds no sample with a stack", nameof(texts));
        }

        using FileStream output = File.Create(to);
        int round = 0;
        for (long written = 0; written < samples; round++)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                foreach (int at in innermost[i])
                {
                    (texts[i][at - 1], texts[i][at]) = ((byte)"0123456789abcdef"[round >> 4 & 15], (byte)"0123456789abcdef"[round & 15]);
                }

                output.Write(texts[i]);
                written += innermost[i].Length;
            }
        }
    }

    // The last digit of the address in the first line of each stack, which follows a line that does not begin with a tab.
    private static IEnumerable<int> DigitsOfInnermost(byte[] text)
    {
        bool inStack = false;
        for (int at = 0; at < text.Length; )
        {
            int end = text.AsSpan(at).IndexOf((byte)'\n') is >= 0 and var length ? at + length : text.Length;
            bool frame = text[at] == '\t';
            if (frame && !inStack)
            {
                int address = at + 1 + text.AsSpan(at + 1).IndexOfAnyExcept((byte)' ');
                yield return address + text.AsSpan(address).IndexOf((byte)' ') - 1;
            }

            inStack = frame;
            at = end + 1;
        }
    }
}
