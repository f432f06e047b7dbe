using System.Buffers.Binary;

namespace NotebookKit.Flames;

/// <summary>A hash of bytes, eight at a time: lines of a stack are 40 to 90 bytes and every one of them is hashed.</summary>
internal static class ByteHash
{
    private const ulong Factor = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio: Knuth, TAOCP 3, section 6.4

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            ulong hash = (ulong)bytes.Length * Factor;
            while (bytes.Length >= 8)
            {
                hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                bytes = bytes[8..];
            }

            ulong rest = 0;
            foreach (byte b in bytes)
            {
                rest = (rest << 8) | b;
            }

            hash = Mix(hash ^ rest);
            return hash ^ (hash >> 32);
        }
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value *= Factor;
            return value ^ (value >> 29);
        }
    }
}
