// 17 08 44 "tracing" "0.6\0" endian:u8 long_size:u8 page_size:u32
// "header_page\0" size:u64 bytes   "header_event\0" size:u64 bytes
// ftrace formats:  count:u32 { size:u64 text }
// event systems:   count:u32 { name\0 count:u32 { size:u64 text } }
// then kallsyms, printk formats and saved command lines, which are not needed.
// Spec: trace-cmd.dat(5), version 6; perf writes the same block as its feature TRACING_DATA.
using System.Buffers.Binary;

namespace NotebookKit.Formats;

/// <summary>The tracepoint descriptions that perf keeps beside its samples.</summary>
internal static class TracingData
{
    private static ReadOnlySpan<byte> Magic => "\u0017\u0008Dtracing"u8;

    /// <summary>Reads the descriptions of the block tracepoints.</summary>
    /// <param name="data">The block.</param>
    /// <returns>The descriptions by id; what stands before any damage.</returns>
    public static Dictionary<int, TracepointFormat> BlockFormats(ReadOnlySpan<byte> data)
    {
        var formats = new Dictionary<int, TracepointFormat>();
        var cursor = new Cursor(data);
        if (
            !cursor.Take(Magic)
            || cursor.Text().IsEmpty
            || !cursor.Skip(2 + 4)
            || !cursor.Text().SequenceEqual("header_page"u8)
            || !cursor.Skip(cursor.UInt64())
            || !cursor.Text().SequenceEqual("header_event"u8)
            || !cursor.Skip(cursor.UInt64())
        )
        {
            return formats;
        }

        for (uint left = cursor.UInt32(); left > 0 && !cursor.AtEnd; left--)
        {
            cursor.Skip(cursor.UInt64());
        }

        for (uint systems = cursor.UInt32(); systems > 0 && !cursor.AtEnd; systems--)
        {
            bool block = cursor.Text().SequenceEqual("block"u8);
            for (uint left = cursor.UInt32(); left > 0 && !cursor.AtEnd; left--)
            {
                ReadOnlySpan<byte> text = cursor.Bytes(cursor.UInt64());
                if (block && TracepointFormat.Parse(text) is { } format)
                {
                    formats[format.Id] = format;
                }
            }
        }

        return formats;
    }

    private ref struct Cursor(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public readonly bool AtEnd => _rest.IsEmpty;

        public bool Take(ReadOnlySpan<byte> expected)
        {
            bool found = _rest.StartsWith(expected);
            _rest = found ? _rest[expected.Length..] : default;
            return found;
        }

        public bool Skip(ulong length)
        {
            bool inside = length <= (ulong)_rest.Length;
            _rest = inside ? _rest[(int)length..] : default;
            return inside;
        }

        public ReadOnlySpan<byte> Bytes(ulong length)
        {
            ReadOnlySpan<byte> bytes = length <= (ulong)_rest.Length ? _rest[..(int)length] : default;
            Skip(length);
            return bytes;
        }

        public ReadOnlySpan<byte> Text()
        {
            int end = _rest.IndexOf((byte)0);
            ReadOnlySpan<byte> text = end < 0 ? default : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return text;
        }

        public uint UInt32()
        {
            ReadOnlySpan<byte> bytes = Bytes(4);
            return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        }

        public ulong UInt64()
        {
            ReadOnlySpan<byte> bytes = Bytes(8);
            return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }
    }
}
