using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Tests.Formats;

/// <summary>Long captures made of a short one: each time of other devices, for the same once more would be a second capture, whose
/// clock starts over.</summary>
internal static class RepeatedCapture
{
    private const int Majors = 900;
    private const int HeadBytes = 48;

    /// <summary>blkparse's text, with devices of three digits.</summary>
    public static byte[] Text(byte[] once, int times)
    {
        string text = Encoding.Latin1.GetString(once);
        return
        [
            .. Enumerable
                .Range(0, times)
                .SelectMany(at =>
                    Encoding.Latin1.GetBytes(
                        Regex.Replace(text, @"^\d{3},", FormattableString.Invariant($"{100 + (at % Majors)},"), RegexOptions.Multiline)
                    )
                ),
        ];
    }

    /// <summary>blktrace's records, of this machine's byte order.</summary>
    public static byte[] Blktrace(byte[] once, int times) =>
        [
            .. Enumerable
                .Range(0, times)
                .SelectMany(at =>
                {
                    byte[] copy = [.. once];
                    for (int from = 0; from + HeadBytes <= copy.Length; )
                    {
                        Span<byte> record = copy.AsSpan(from);
                        BinaryPrimitives.WriteUInt32LittleEndian(record[36..], (uint)(100 + (at % Majors)) << 20);
                        from += HeadBytes + BinaryPrimitives.ReadUInt16LittleEndian(record[46..]);
                    }

                    return copy;
                }),
        ];
}
