using System.Buffers.Binary;
using System.Globalization;

namespace NotebookKit.Tests.Blocks;

/// <summary>Writes blktrace's binary records of a few lines of text, for events that no kernel at hand can be made to give.</summary>
internal static class BlktraceWriter
{
    // include/uapi/linux/blktrace_api.h: an action's number is its place here.
    private static readonly string[] Letters = ["", "Q", "M", "F", "G", "S", "R", "D", "C", "P", "U", "UT", "I", "X"];

    private const uint Cat = 77;
    private const uint Dd = 9999;

    private static uint Category(string action) =>
        action switch
        {
            "Q" => 16,
            "R" => 32,
            "D" => 64,
            "C" => 128,
            _ => 0,
        };

    /// <summary>Writes lines "time-in-µs action sector sectors" into a folder; of device 259,0 unless the line starts with "259,1:", the
    /// number of U and UT in the sector's place; all of one kind, reads (1) or writes (2). What process 77, cat, does; a line that starts
    /// with "dd@" is of process 9999.</summary>
    public static void Write(string folder, string lines, uint kind = 1)
    {
        using FileStream file = File.Create(Path.Combine(folder, "made.blktrace.0"));
        uint sequence = 1;
        file.Write(Record(sequence++, 0, (0, 1 << 10), 0, 0, 0, "cat\0"u8.ToArray()));
        file.Write(Record(sequence++, 0, (0, 1 << 10), 0, 0, 0, "dd\0"u8.ToArray(), Dd));
        foreach (string given in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            bool isDd = given.StartsWith("dd@", StringComparison.Ordinal);
            string line = isDd ? given[3..] : given;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            int minor = colon < 0 ? 0 : int.Parse(line[4..colon], CultureInfo.InvariantCulture);
            string[] words = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            ulong[] numbers = [.. words[2..].Select(word => ulong.Parse(word, CultureInfo.InvariantCulture)), 0, 0];
            bool unplug = words[1] is "U" or "UT";
            byte[] payload = unplug || words[1] == "X" ? new byte[8] : [];
            if (payload.Length > 0)
            {
                BinaryPrimitives.WriteUInt64BigEndian(payload, unplug ? numbers[0] : numbers[0] + numbers[1]);
            }

            ulong time = ulong.Parse(words[0], CultureInfo.InvariantCulture) * 1000;
            file.Write(
                Record(
                    sequence++,
                    time,
                    ((uint)Array.IndexOf(Letters, words[1]), Category(words[1]) | kind | 256),
                    unplug ? 0 : numbers[0],
                    numbers[1],
                    minor,
                    payload,
                    isDd ? Dd : Cat
                )
            );
        }
    }

    private static byte[] Record(
        uint sequence,
        ulong timeNs,
        (uint Action, uint Category) kind,
        ulong sector,
        ulong sectors,
        int minor,
        byte[] payload,
        uint pid = Cat
    )
    {
        var record = new byte[48 + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x65617407);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(8), timeNs);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(16), sector);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(24), (uint)sectors * 512);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(28), (kind.Category << 16) | kind.Action);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(32), pid);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(36), (259u << 20) | (uint)minor);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(46), (ushort)payload.Length);
        payload.CopyTo(record, 48);
        return record;
    }
}
