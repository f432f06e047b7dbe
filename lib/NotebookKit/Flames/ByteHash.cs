using System.Buffers.Binary;

namespace NotebookKit.Flames;

/// <summary>A hash of bytes, sixteen at a time by one multiplication: lines of a stack,
/// and whole stacks, are hashed for every sample.</summary>
/// <remarks>After wyhash (Wang Yi): the two halves of a product of 64 by 64 bits, folded together.</remarks>
internal static class ByteHash
{
    private const ulong Factor = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio: Knuth, TAOCP 3, section 6.4
    private const ulong Other = 0xE7037ED1A0B428DB;
    private const int Step = 16;
    private const int Wide = 4 * Step;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            ulong hash = (ulong)bytes.Length * Factor;
            if (bytes.Length < Step)
            {
                return Small(bytes, hash);
            }

            // Four products at a time, which do not wait for each other.
            if (bytes.Length >= Wide)
            {
                (ulong a, ulong b, ulong c) = (hash + 1, hash + 2, hash + 3);
                ReadOnlySpan<byte> rest = bytes;
                while (rest.Length > Wide)
                {
                    hash = Fold(rest, hash);
                    a = Fold(rest[Step..], a);
                    b = Fold(rest[(2 * Step)..], b);
                    c = Fold(rest[(3 * Step)..], c);
                    rest = rest[Wide..];
                }

                hash ^= a ^ b ^ c;
                return Tail(rest, bytes, hash);
            }

            return Tail(bytes, bytes, hash);
        }
    }

    // The last sixteen overlap with what stands before.
    private static ulong Tail(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> bytes, ulong hash)
    {
        while (rest.Length > Step)
        {
            hash = Fold(rest, hash);
            rest = rest[Step..];
        }

        return Mix(Fold(bytes[^Step..], hash) ^ Other, Factor);
    }

    private static ulong Small(ReadOnlySpan<byte> bytes, ulong hash)
    {
        (ulong first, ulong last) = (0, 0);
        if (bytes.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]);
        }
        else
        {
            foreach (byte b in bytes)
            {
                first = (first << 8) | b;
            }
        }

        return Mix(Mix(first ^ Other, last ^ hash) ^ Other, Factor);
    }

    private static ulong Fold(ReadOnlySpan<byte> bytes, ulong hash) =>
        Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ Other, BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]) ^ hash);

    private static ulong Mix(ulong x, ulong y)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        return high ^ low;
    }
}
