using System.Text;

namespace NotebookKit.Benchmarks;

/// <summary>Makes a large perf script text of small real ones: their samples again and again.</summary>
internal static partial class LargeInputs
{
    /// <summary>Repeats the samples of one or more texts. What called is called from the same places each time; where the innermost function stood differs from round to round, as it does in a real capture.</summary>
    /// <param name="texts">Real texts.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="samples">At least this many samples.</param>
    public static void Stacks(byte[][] texts, string to, long samples)
    {
        int[][] innermost = [.. texts.Select(text => DigitsOfInnermost(text).ToArray())];
        using FileStream output = File.Create(to);
        byte round = 0;
        for (long written = 0; written < samples; round++)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                foreach (int at in innermost[i])
                {
                    (texts[i][at - 1], texts[i][at]) = ((byte)"0123456789abcdef"[round >> 4], (byte)"0123456789abcdef"[round & 15]);
                }

                output.Write(texts[i]);
                written += innermost[i].Length;
            }
        }
    }

    // The last digit of the address in the first line behind each sample's header, which ends in a colon.
    private static IEnumerable<int> DigitsOfInnermost(byte[] text)
    {
        for (int at = 0; text.AsSpan(at).IndexOf(":\n\t"u8) is >= 0 and var found;)
        {
            int digit = at + found + 3;
            digit += text.AsSpan(digit).IndexOfAnyExcept((byte)' ');
            digit += text.AsSpan(digit).IndexOf((byte)' ');
            yield return digit - 1;
            at = digit;
        }
    }
}
