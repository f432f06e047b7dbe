// name: block_rq_issue
// ID: 1061
// format:
//         field:unsigned short common_type;       offset:0;       size:2; signed:0;
//         field:sector_t sector;  offset:16;      size:8; signed:0;
//         field:char rwbs[8];     offset:32;      size:8; signed:0;
//         field:__data_loc char[] cmd;    offset:56;      size:4; signed:0;
//
// print fmt: "%d,%d %s ...
// Spec: /sys/kernel/tracing/events/block/*/format; Documentation/trace/events.rst of the kernel, "Event formats".
using System.Buffers.Text;
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Where the fields of one tracepoint lie in its binary record, as the kernel describes it.</summary>
internal sealed class TracepointFormat
{
    private readonly Dictionary<string, (int Offset, int Size)> _fields = new(StringComparer.Ordinal);

    private TracepointFormat(string name, int id)
    {
        Name = name;
        Id = id;
    }

    /// <summary>The tracepoint's name, such as <c>block_rq_issue</c>.</summary>
    public string Name { get; }

    /// <summary>The id that a record carries in its first two bytes.</summary>
    public int Id { get; }

    /// <summary>Reads a description.</summary>
    /// <returns>Null where it has no name or no id.</returns>
    public static TracepointFormat? Parse(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> name = After(text, "name: "u8);
        if (name.IsEmpty || !Utf8Parser.TryParse(After(text, "ID: "u8), out int id, out _))
        {
            return null;
        }

        var format = new TracepointFormat(Encoding.UTF8.GetString(name), id);
        foreach (Range range in text.Split((byte)'\n'))
        {
            format.AddField(text[range]);
        }

        return format;
    }

    /// <summary>Where a field lies.</summary>
    /// <returns>Offset and size in bytes; size 0 where this kernel has no such field.</returns>
    public (int Offset, int Size) Field(string name) => _fields.GetValueOrDefault(name);

    private void AddField(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf("field:"u8);
        if (at < 0)
        {
            return;
        }

        ReadOnlySpan<byte> declaration = line[(at + "field:".Length)..];
        int end = declaration.IndexOf((byte)';');
        if (
            end < 0
            || !Utf8Parser.TryParse(After(declaration, "offset:"u8), out int offset, out _)
            || !Utf8Parser.TryParse(After(declaration, "size:"u8), out int size, out _)
            || offset < 0
            || size <= 0
        )
        {
            return;
        }

        declaration = declaration[..end];
        int bracket = declaration.LastIndexOf((byte)'[');
        if (bracket > 0 && declaration[^1] == (byte)']')
        {
            declaration = declaration[..bracket];
        }

        // "__data_loc char[] cmd": the name is the last word whatever stands in front.
        ReadOnlySpan<byte> name = declaration.Trim((byte)' ');
        name = name[(name.LastIndexOfAny((byte)' ', (byte)'*') + 1)..];
        _fields[Encoding.UTF8.GetString(name)] = (offset, size);
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        int at = text.IndexOf(label);
        if (at < 0)
        {
            return default;
        }

        text = text[(at + label.Length)..];
        int end = text.IndexOf((byte)'\n');
        return end < 0 ? text : text[..end];
    }
}
