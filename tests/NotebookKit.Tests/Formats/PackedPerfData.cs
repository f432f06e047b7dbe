using System.Buffers.Binary;
using ZstdSharp;

namespace NotebookKit.Tests.Formats;

/// <summary>Packs the records of a perf.data file as <c>perf record -z</c> does: one zstd
/// stream, cut into records wherever it falls.</summary>
internal static class PackedPerfData
{
    public const uint Compressed = 81;
    public const uint Compressed2 = 83;
    private const uint FinishedRound = 68;

    /// <summary>The packed file, as long as the plain one: where packing saves bytes, records that say nothing fill the gap.</summary>
    public static byte[] Of(byte[] plain, uint type, int piece)
    {
        byte[] packed = [.. plain];
        packed[72 + (27 / 8)] |= 1 << (27 % 8);
        int at = (int)BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(40)),
            end = at + (int)BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(48));
        using var zipped = new MemoryStream();
        using var zstd = new CompressionStream(zipped, 3);
        int to = at;
        for (int from = at; from < end; from += piece)
        {
            zipped.SetLength(0);
            zstd.Write(plain, from, Math.Min(piece, end - from));
            zstd.Flush();
            byte[] bytes = zipped.ToArray();
            to =
                type == Compressed
                    ? Put(packed, to, type, bytes)
                    : Put(packed, to, type, [.. BitConverter.GetBytes((long)bytes.Length), .. bytes, 0, 0, 0]);
        }

        while (to < end)
        {
            to = Put(packed, to, FinishedRound, new byte[end - to is > 8 and < 16 and var left ? left - 8 : 0]);
        }

        return packed;
    }

    private static int Put(byte[] file, int at, uint type, byte[] body)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), type);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 4), 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 6), (ushort)(8 + body.Length));
        body.CopyTo(file, at + 8);
        return at + 8 + body.Length;
    }
}
