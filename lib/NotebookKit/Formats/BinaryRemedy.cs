using System.Buffers.Binary;

namespace NotebookKit.Formats;

/// <summary>Says what binary data most likely is, where text was expected, and which reader takes it.</summary>
internal static class BinaryRemedy
{
    public static string For(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PERFILE2"u8) || start.StartsWith("2ELIFREP"u8))
        {
            return "It is a perf.data file: read it with PerfData.Read, or print it with perf script.";
        }

        if (start.Length >= 4
            && (BinaryPrimitives.ReadUInt32LittleEndian(start) >> 8 == 0x656174 || BinaryPrimitives.ReadUInt32BigEndian(start) >> 8 == 0x656174))
        {
            return "It is a blktrace file: read it with BlktraceBinary.Read, or print it with blkparse.";
        }

        return "CaptureReader.Read finds out what a file is.";
    }
}
