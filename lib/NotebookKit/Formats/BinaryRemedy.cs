using System.Buffers.Binary;

namespace NotebookKit.Formats;

/// <summary>Says what binary data most likely is, where text was expected, and which reader takes it.</summary>
internal static class BinaryRemedy
{
    /// <summary>True where the data starts with blktrace's magic number, in either byte order and of any protocol version.</summary>
    public static bool IsBlktrace(ReadOnlySpan<byte> start) =>
        start.Length >= 4
        && (
            BinaryPrimitives.ReadUInt32LittleEndian(start) >> 8 == 0x656174 || BinaryPrimitives.ReadUInt32BigEndian(start) >> 8 == 0x656174
        );

    /// <summary>True where the data starts as a perf.data file does, in either byte order.</summary>
    public static bool IsPerfData(ReadOnlySpan<byte> start) => start.StartsWith("PERFILE2"u8) || start.StartsWith("2ELIFREP"u8);

    /// <summary>The sentence for an error.</summary>
    public static string For(ReadOnlySpan<byte> start)
    {
        if (IsPerfData(start))
        {
            return "It is a perf.data file: read it with PerfData.Read, or print it with perf script.";
        }

        if (IsBlktrace(start))
        {
            return "It is a blktrace file: read it with BlktraceBinary.Read, or print it with blkparse.";
        }

        return "CaptureReader.Read finds out what a file is.";
    }
}
