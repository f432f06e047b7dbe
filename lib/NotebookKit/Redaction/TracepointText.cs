using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>A field of a tracepoint that holds text, as its description in perf.data says.</summary>
/// <param name="At">Where it stands in the record.</param>
/// <param name="Length">How long it is; of a dynamic one the 4 bytes that say where it is.</param>
/// <param name="IsDynamic">True for <c>__data_loc</c>.</param>
/// <param name="IsName">True for a process's name.</param>
internal sealed partial record TracepointText(int At, int Length, bool IsDynamic, bool IsName)
{
    /// <summary>True for the kind of I/O, whose letters stay.</summary>
    public bool IsKind { get; private init; }

    private const int MostSaved = 16 << 20;

    /// <summary>Where its text stands in a record; null where it does not fit.</summary>
    public (int At, int Length)? In(ReadOnlySpan<byte> raw)
    {
        if (At + Length > raw.Length)
        {
            return null;
        }

        (int at, int length) = IsDynamic
            ? (BinaryPrimitives.ReadUInt16LittleEndian(raw[At..]), BinaryPrimitives.ReadUInt16LittleEndian(raw[(At + 2)..]))
            : (At, Length);
        return at + length <= raw.Length ? (at, length) : null;
    }

    /// <summary>Reads the descriptions in tracing data, and hands over the names of processes behind them.</summary>
    public static void Read(Memory<byte> data, Dictionary<int, List<TracepointText>> formats, Action<Memory<byte>> process)
    {
        foreach (Match format in Format().Matches(Encoding.Latin1.GetString(data.Span)))
        {
            if (!int.TryParse(format.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                continue;
            }

            formats[id] =
            [
                .. Field()
                    .Matches(format.Value)
                    .Select(field => new TracepointText(
                        int.Parse(field.Groups["at"].ValueSpan, CultureInfo.InvariantCulture),
                        int.Parse(field.Groups["size"].ValueSpan, CultureInfo.InvariantCulture),
                        field.Groups["loc"].Success,
                        field.Groups["name"].Value.Contains("comm", StringComparison.Ordinal)
                    )
                    {
                        IsKind = field.Groups["name"].Value == "rwbs",
                    }),
            ];
        }

        // Saved command lines, a number and a name each, are the last part, behind their length.
        int saved = LastPart(data.Span);
        foreach (Match one in saved < 0 ? Enumerable.Empty<Match>() : Saved().Matches(Encoding.Latin1.GetString(data.Span[saved..])))
        {
            process(data.Slice(saved + one.Groups[1].Index, one.Groups[1].Length));
        }
    }

    private static int LastPart(ReadOnlySpan<byte> data)
    {
        for (int at = data.Length - 8; at >= Math.Max(0, data.Length - MostSaved); at--)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(data[at..]) == (ulong)(data.Length - at - 8) && data.Length - at > 8)
            {
                return at + 8;
            }
        }

        return -1;
    }

    [GeneratedRegex(@"name: [^\n]+\nID: (\d{1,6})\nformat:\n(?:[^\n]*\n)*?\nprint fmt", RegexOptions.CultureInvariant)]
    private static partial Regex Format();

    [GeneratedRegex(
        @"field:(?:const )?(?:unsigned )?(?<loc>__data_loc )?char(?:\[\])? (?<name>\w+)(?:\[\w*\])?;\s*offset:(?<at>\d{1,5});\s*size:(?<size>\d{1,5});",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Field();

    [GeneratedRegex(@"(?<=\n|\A)\d{1,7} ([^\n\0]{1,15})\n", RegexOptions.CultureInvariant)]
    private static partial Regex Saved();
}
