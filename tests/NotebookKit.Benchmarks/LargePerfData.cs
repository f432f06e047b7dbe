using System.Buffers.Binary;
using System.IO.Compression;
using NotebookKit.Formats;

namespace NotebookKit.Benchmarks;

/// <summary>Makes a large perf.data of a small real one: the same samples again and again, with times and sectors moved on.</summary>
internal static class LargePerfData
{
    private const int SampleRecord = 9;
    private const int FinishedRound = 68;
    private const long SectorStep = 1 << 24;

    /// <summary>Repeats the samples of a file.</summary>
    /// <param name="from">A real perf.data, gzip-compressed or not; one layout of samples, without call chains.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="events">At least this many samples.</param>
    public static void Repeat(string from, string to, long events)
    {
        byte[] file = Unpacked(from);
        long data = Number(file, 40);
        long length = Number(file, 48);
        (int timeAt, int rawAt) = Places(Number(file, (int)Number(file, 24) + 24));
        Dictionary<int, int> sectors = SectorFields(file, data + length);
        List<Range> records = [.. Records(file, (int)data, (int)(data + length))];
        List<Range> samples = [.. records.Where(record => Type(file, record) == SampleRecord)];
        long first = samples.Min(sample => Number(file, sample.Start.Value + 8 + timeAt));
        long span = samples.Max(sample => Number(file, sample.Start.Value + 8 + timeAt)) - first + 1_000_000;
        long rounds = (events + samples.Count - 1) / samples.Count;

        using var output = new FileStream(to, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20);
        output.Write(file.AsSpan(0, (int)data));
        for (long round = 0; round < rounds; round++)
        {
            foreach (Range record in records)
            {
                int type = Type(file, record);
                if (type == SampleRecord)
                {
                    output.Write(Moved(file[record], timeAt, rawAt, sectors, round, span));
                }
                else if (round == 0 || type == FinishedRound)
                {
                    output.Write(file.AsSpan(record));
                }
            }
        }

        Finish(output, file, data, length);
    }

    private static byte[] Moved(byte[] record, int timeAt, int rawAt, Dictionary<int, int> sectors, long round, long span)
    {
        Add(record.AsSpan(8 + timeAt), round * span);
        Span<byte> raw = record.AsSpan(8 + rawAt + 4);
        if (
            sectors.TryGetValue(BinaryPrimitives.ReadUInt16LittleEndian(raw), out int sectorAt)
            && BinaryPrimitives.ReadInt64LittleEndian(raw[sectorAt..]) >= 0
        )
        {
            Add(raw[sectorAt..], round * SectorStep);
        }

        return record;
    }

    // The features behind the data move with their table; each entry is an offset and a size.
    private static void Finish(FileStream output, byte[] file, long data, long length)
    {
        long grown = output.Position - data - length;
        byte[] features = file[(int)(data + length)..];
        int count = 0;
        for (int bit = 0; bit < 256; bit++)
        {
            count += file[72 + (bit / 8)] >> (bit % 8) & 1;
        }

        for (int i = 0; i < count; i++)
        {
            Add(features.AsSpan(i * 16), grown);
        }

        long end = output.Position;
        output.Write(features);
        output.Position = 48;
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, end - data);
        output.Write(size);
    }

    // The parts of a sample have an order of their own: perf_event_open(2).
    private static (int TimeAt, int RawAt) Places(long sampleType)
    {
        int at = 0;
        int timeAt = -1;
        foreach (int bit in (int[])[16, 0, 1, 2, 3, 6, 9, 7, 8])
        {
            if ((sampleType >> bit & 1) == 0)
            {
                continue;
            }

            timeAt = bit == 2 ? at : timeAt;
            at += 8;
        }

        return (sampleType & (1 << 5 | 1 << 4)) == 0
            ? (timeAt, at)
            : throw new InvalidOperationException("call chains and counters are not repeated");
    }

    private static Dictionary<int, int> SectorFields(byte[] file, long features)
    {
        // Feature 1, the tracing data, comes first: nothing sets feature 0.
        long at = Number(file, (int)features);
        long size = Number(file, (int)features + 8);
        return TracingData
            .BlockFormats(file.AsSpan((int)at, (int)size))
            .Where(format => format.Value.Field("sector").Size == 8)
            .ToDictionary(format => format.Key, format => format.Value.Field("sector").Offset);
    }

    private static IEnumerable<Range> Records(byte[] file, int at, int end)
    {
        while (at < end)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 6));
            yield return at..(at + size);
            at += size;
        }
    }

    private static int Type(byte[] file, Range record) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(record));

    private static long Number(byte[] file, int at) => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));

    private static void Add(Span<byte> at, long value) =>
        BinaryPrimitives.WriteInt64LittleEndian(at, BinaryPrimitives.ReadInt64LittleEndian(at) + value);

    private static byte[] Unpacked(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is not [0x1F, 0x8B, ..])
        {
            return bytes;
        }

        using var packed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }
}
