using System.Buffers.Binary;
using System.Text;

namespace NotebookKit.Redaction;

/// <summary>What a PNG holds beside its picture.</summary>
internal static class PngTexts
{
    private const int HeadBytes = 8;
    private const int AroundBytes = 12;

    // Each with the most bytes that it has: a longer one holds something else.
    private static readonly Dictionary<string, long> OfPicture = new(StringComparer.Ordinal)
    {
        ["IHDR"] = 13,
        ["PLTE"] = 768,
        ["IDAT"] = uint.MaxValue,
        ["IEND"] = 0,
        ["tRNS"] = 256,
        ["pHYs"] = 9,
        ["gAMA"] = 4,
        ["sRGB"] = 1,
        ["cHRM"] = 32,
        ["bKGD"] = 6,
        ["sBIT"] = 4,
    };

    /// <summary>The parts that are of no picture, each with its bytes, and what stands behind the end.</summary>
    public static IEnumerable<(string Kind, byte[] Bytes)> Of(byte[] png)
    {
        int at = HeadBytes;
        while (at + AroundBytes <= png.Length)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            string kind = Encoding.Latin1.GetString(png, at + 4, 4);
            if (length > png.Length - at - AroundBytes)
            {
                break;
            }

            if (!OfPicture.TryGetValue(kind, out long most) || length > most)
            {
                yield return (kind, png[(at + 8)..(at + 8 + (int)length)]);
            }

            at += (int)length + AroundBytes;
            if (kind == "IEND")
            {
                break;
            }
        }

        if (at < png.Length)
        {
            yield return ("what stands behind its end", png[at..]);
        }
    }
}
