using System.Buffers.Binary;
using System.Text;

namespace NotebookKit.Redaction;

/// <summary>What a PNG holds beside its picture.</summary>
internal static class PngTexts
{
    private const int HeadBytes = 8;
    private const int AroundBytes = 12;
    private static readonly string[] OfPicture = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "pHYs", "gAMA", "sRGB", "cHRM", "bKGD", "sBIT"];

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

            if (!OfPicture.Contains(kind))
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
