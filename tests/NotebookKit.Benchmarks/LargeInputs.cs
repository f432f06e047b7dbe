using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Benchmarks;

/// <summary>Makes large captures of small real ones: the same events again and again,
/// with times, sectors and sequence numbers moved on.</summary>
internal static partial class LargeInputs
{
    private const int RecordBytes = 48;
    private const ulong SectorStep = 1 << 24;

    /// <summary>Repeats the per-CPU files of one device.</summary>
    /// <param name="fromFolder">The folder of a real capture.</param>
    /// <param name="toFolder">The folder to write.</param>
    /// <param name="events">At least this many events.</param>
    public static void Blktrace(string fromFolder, string toFolder, long events)
    {
        Directory.CreateDirectory(toFolder);
        string[] files = [.. Directory.GetFiles(fromFolder, "*.blktrace.*").Order(StringComparer.Ordinal)];
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        (ulong span, long count, uint[] numbers) = Measure(contents);
        long rounds = (events + count - 1) / count;
        for (int i = 0; i < files.Length; i++)
        {
            using FileStream output = File.Create(Path.Combine(toFolder, Path.GetFileName(files[i])));
            for (long round = 0; round < rounds; round++)
            {
                output.Write(Round(contents[i], (ulong)round, span, numbers[i]));
            }
        }
    }

    /// <summary>Repeats a perf script text.</summary>
    /// <param name="from">A real text.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="events">At least this many lines.</param>
    public static void PerfScript(string from, string to, long events)
    {
        string[] lines = [.. File.ReadLines(from).Where(line => PerfLine().IsMatch(line))];
        (string Before, decimal Seconds, string Middle, ulong Sector, string After)[] parts = [.. lines.Select(Parts)];
        decimal span = parts[^1].Seconds - parts[0].Seconds + 0.001m;
        using var output = new StreamWriter(to, append: false, new UTF8Encoding(false), 1 << 20);
        for (long written = 0, round = 0; written < events; written += lines.Length, round++)
        {
            foreach ((string before, decimal seconds, string middle, ulong sector, string after) in parts)
            {
                ulong moved = sector == ulong.MaxValue ? sector : sector + ((ulong)round * SectorStep);
                output.Write(
                    string.Create(CultureInfo.InvariantCulture, $"{before}{seconds + (span * round), 12:F6}{middle}{moved}{after}\n")
                );
            }
        }

        static (string, decimal, string, ulong, string) Parts(string line)
        {
            Match match = PerfLine().Match(line);
            return (
                match.Groups[1].Value.TrimEnd() + " ",
                decimal.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture),
                match.Groups[3].Value,
                ulong.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture),
                match.Groups[5].Value
            );
        }
    }

    private static (ulong Span, long Count, uint[] Numbers) Measure(byte[][] contents)
    {
        ulong first = ulong.MaxValue;
        ulong last = 0;
        long count = 0;
        uint[] numbers = new uint[contents.Length];
        for (int i = 0; i < contents.Length; i++)
        {
            foreach (Range range in Records(contents[i]))
            {
                ReadOnlySpan<byte> record = contents[i].AsSpan(range);
                if (IsNotify(record))
                {
                    continue;
                }

                ulong time = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
                (first, last) = (Math.Min(first, time), Math.Max(last, time));
                numbers[i] = Math.Max(numbers[i], BinaryPrimitives.ReadUInt32LittleEndian(record[4..]));
                count++;
            }
        }

        return (last - first + 1_000_000, count, numbers);
    }

    private static byte[] Round(byte[] content, ulong round, ulong span, uint numbers)
    {
        using var output = new MemoryStream(content.Length);
        foreach (Range range in Records(content))
        {
            byte[] record = content[range];
            if (IsNotify(record))
            {
                if (round == 0)
                {
                    output.Write(record);
                }

                continue;
            }

            Add32(record.AsSpan(4), (uint)round * numbers);
            Add64(record.AsSpan(8), round * span);
            uint action = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(28)) & 0xFF;
            if (BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(24)) > 0)
            {
                Add64(record.AsSpan(16), round * SectorStep);
            }

            // The source sector of a remap and the sector of a split are big-endian.
            int payloadSector = action switch
            {
                15 => 8,
                13 => 0,
                _ => -1,
            };
            if (payloadSector >= 0 && record.Length > RecordBytes)
            {
                Span<byte> sector = record.AsSpan(RecordBytes + payloadSector, 8);
                BinaryPrimitives.WriteUInt64BigEndian(sector, BinaryPrimitives.ReadUInt64BigEndian(sector) + (round * SectorStep));
            }

            output.Write(record);
        }

        return output.ToArray();
    }

    private static bool IsNotify(ReadOnlySpan<byte> record) => (BinaryPrimitives.ReadUInt32LittleEndian(record[28..]) & (1 << 26)) != 0;

    private static IEnumerable<Range> Records(byte[] content)
    {
        for (int at = 0; at + RecordBytes <= content.Length; )
        {
            int length = RecordBytes + BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(at + 46));
            yield return at..(at + length);
            at += length;
        }
    }

    private static void Add32(Span<byte> at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(at, BinaryPrimitives.ReadUInt32LittleEndian(at) + value);

    private static void Add64(Span<byte> at, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(at, BinaryPrimitives.ReadUInt64LittleEndian(at) + value);

    [GeneratedRegex(@"^(.*\]\s+)(\d+\.\d{6})(: .*\(\) )(\d+)( \+ .*)$")]
    private static partial Regex PerfLine();
}
