using System.Buffers.Binary;

namespace NotebookKit.Redaction;

/// <summary>The texts in a file of blktrace: names of processes, and what was written into the trace.</summary>
/// <remarks>struct blk_io_trace, 48 bytes and a payload (include/uapi/linux/blktrace_api.h).
/// Payloads of drivers' commands are bytes that go to a drive.</remarks>
internal static class BlktraceStrings
{
    private const int RecordBytes = 48;
    private const uint Magic = 0x65617400;
    private const uint Notify = 1u << 26;
    private const uint Passthrough = 1u << 25;

    /// <summary>True for the first bytes of such a file, of either byte order.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file) =>
        file.Length >= RecordBytes
        && (
            (BinaryPrimitives.ReadUInt32LittleEndian(file) & ~0xFFu) == Magic
            || (BinaryPrimitives.ReadUInt32BigEndian(file) & ~0xFFu) == Magic
        );

    /// <summary>Hands each text over, and where it stands.</summary>
    /// <param name="file">The file; what is handed over may be overwritten in it.</param>
    /// <param name="process">Hears of a process's name.</param>
    /// <param name="message">Hears of a text.</param>
    /// <param name="payload">Hears of bytes that are no text.</param>
    /// <returns>False where it cannot be followed to its end; what comes then was not looked at.</returns>
    public static bool Walk(Memory<byte> file, Action<Memory<byte>> process, Action<Memory<byte>> message, Action<Memory<byte>> payload)
    {
        if (!IsOne(file.Span))
        {
            return file.IsEmpty;
        }

        bool little = (BinaryPrimitives.ReadUInt32LittleEndian(file.Span) & ~0xFFu) == Magic;
        while (file.Length >= RecordBytes)
        {
            ReadOnlySpan<byte> head = file.Span;
            uint magic = Number(head, little),
                action = Number(head[28..], little);
            int length = little ? BinaryPrimitives.ReadUInt16LittleEndian(head[46..]) : BinaryPrimitives.ReadUInt16BigEndian(head[46..]);
            if ((magic & ~0xFFu) != Magic || length > file.Length - RecordBytes)
            {
                return false;
            }

            Memory<byte> text = file.Slice(RecordBytes, length);
            file = file[(RecordBytes + length)..];
            if (length == 0)
            {
                continue;
            }

            if ((action & Notify) == 0)
            {
                // A remap's three numbers, or a command.
                if ((action & Passthrough) != 0)
                {
                    payload(text);
                }
            }
            else if ((action & 0xFEFF) == 0)
            {
                process(text);
            }
            else if ((action & 0xFEFF) == 2)
            {
                message(text[Math.Min(length, (action & 0x100) != 0 ? 8 : 0)..]);
            }
        }

        return file.IsEmpty;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
