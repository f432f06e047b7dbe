using System.Buffers.Binary;
using System.Net.Sockets;

namespace NotebookKit.Kernel.Jupyter.Transport;

// ZMTP 3.x on the wire, after the greeting:
//   frame   = flags size body     flags: 1 more follow, 2 size has 8 bytes (big endian, else 1), 4 a command
//   command = length name data    READY carries properties: length name, length(4) value
// Spec: RFC 37/ZMTP of the ZeroMQ project, version 3.1; security mechanism NULL.

/// <summary>Reads and writes ZMTP frames on a blocking socket.</summary>
internal sealed class ZmtpFrames(Socket socket, long longestMessage) : IDisposable
{
    internal const byte More = 1;
    internal const byte Long = 2;
    internal const byte Command = 4;
    private const int MostFrames = 4096;
    private const int Step = 1 << 20;
    private readonly Lock _writing = new();
    private readonly byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    /// <exception cref="ZmtpException">The peer broke the protocol.</exception>
    /// <exception cref="SocketException">The connection ended in the middle.</exception>
    /// <returns>Null where the connection ended between two frames.</returns>
    public (byte Flags, byte[] Body)? Read(long room)
    {
        Span<byte> head = stackalloc byte[8];
        if (!TryFill(head[..1]))
        {
            return null;
        }

        byte flags = head[0];
        if ((flags & ~(More | Long | Command)) != 0 || (flags & (More | Command)) == (More | Command))
        {
            throw new ZmtpException($"flags 0x{flags:x2} are no frame's");
        }

        ulong size = (flags & Long) != 0 ? BinaryPrimitives.ReadUInt64BigEndian(Fill(head)) : Fill(head[..1])[0];
        return size > (ulong)room ? throw new ZmtpException($"a frame of {size} bytes is longer than the {room} that are taken") : (flags, Body((int)size));
    }

    /// <summary>Reads the frames of one message; commands in between go to <paramref name="onCommand"/>.</summary>
    /// <returns>Null where the peer is gone.</returns>
    public List<byte[]>? ReadMessage(Action<byte[]> onCommand)
    {
        var frames = new List<byte[]>();
        long room = longestMessage;
        while (Read(room) is var (flags, body))
        {
            if ((flags & Command) != 0)
            {
                onCommand(body);
                continue;
            }

            frames.Add(body);
            room -= body.Length;
            if ((flags & More) == 0)
            {
                return frames;
            }

            if (frames.Count == MostFrames)
            {
                throw new ZmtpException($"a message of more than {MostFrames} frames");
            }
        }

        return null;
    }

    /// <summary>Writes one message whole, however many threads write.</summary>
    public void WriteMessage(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        int total = frames.Sum(frame => frame.Length + 9);
        byte[] bytes = new byte[total];
        int at = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            at += Put(bytes.AsSpan(at), frames[i].Span, i < frames.Count - 1 ? More : (byte)0);
        }

        WriteRaw(bytes.AsSpan(0, at));
    }

    public void WriteCommand(ReadOnlySpan<byte> body)
    {
        byte[] bytes = new byte[body.Length + 9];
        WriteRaw(bytes.AsSpan(0, Put(bytes, body, Command)));
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[socket.Send(bytes, SocketFlags.None)..];
            }
        }
    }

    /// <summary>Fills the whole span.</summary>
    public Span<byte> Fill(Span<byte> into) => TryFill(into) ? into : throw new ZmtpException("the connection ended in the middle");

    public void Dispose() => socket.Dispose();

    private static int Put(Span<byte> into, ReadOnlySpan<byte> body, byte flags)
    {
        int head = 2;
        if (body.Length > byte.MaxValue)
        {
            into[0] = (byte)(flags | Long);
            BinaryPrimitives.WriteUInt64BigEndian(into[1..], (ulong)body.Length);
            head = 9;
        }
        else
        {
            into[0] = flags;
            into[1] = (byte)body.Length;
        }

        body.CopyTo(into[head..]);
        return head + body.Length;
    }

    // A peer may announce a gigabyte and send nothing: memory grows only with what has arrived.
    private byte[] Body(int size)
    {
        byte[] body = new byte[Math.Min(size, Step)];
        int filled = 0;
        while (filled < size)
        {
            if (filled == body.Length)
            {
                Array.Resize(ref body, (int)Math.Min(size, 2L * body.Length));
            }

            Fill(body.AsSpan(filled));
            filled = body.Length;
        }

        return body;
    }

    private bool TryFill(Span<byte> into)
    {
        bool first = true;
        while (into.Length > 0)
        {
            if (_start == _end)
            {
                // What is longer than the buffer goes past it.
                if (into.Length >= _buffer.Length)
                {
                    int direct = socket.Receive(into, SocketFlags.None);
                    if (direct == 0)
                    {
                        return Ended(first);
                    }

                    into = into[direct..];
                    first = false;
                    continue;
                }

                _start = 0;
                _end = socket.Receive(_buffer, SocketFlags.None);
                if (_end == 0)
                {
                    return Ended(first);
                }
            }

            int taken = Math.Min(into.Length, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(into);
            _start += taken;
            into = into[taken..];
            first = false;
        }

        return true;
    }

    private static bool Ended(bool first) => first ? false : throw new ZmtpException("the connection ended in the middle");
}

/// <summary>A peer does not speak ZMTP 3 as it should; its connection is closed.</summary>
internal sealed class ZmtpException(string message) : Exception(message);
