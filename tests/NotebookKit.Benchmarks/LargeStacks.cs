using System.Text;

namespace NotebookKit.Benchmarks;

/// <summary>Makes a large perf script text of small real ones: their samples again and again.</summary>
internal static partial class LargeInputs
{
    /// <summary>Repeats the samples of one or more texts, plain ones, given with commas between them.</summary>
    /// <param name="from">Real texts.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="samples">At least this many samples.</param>
    public static void Stacks(string from, string to, long samples)
    {
        byte[][] texts = [.. from.Split(',').Select(File.ReadAllBytes)];
        long[] each = [.. texts.Select(text => (long)Encoding.Latin1.GetString(text).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length)];
        using FileStream output = File.Create(to);
        for (long written = 0; written < samples;)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                output.Write(texts[i]);
                written += each[i];
            }
        }
    }
}
